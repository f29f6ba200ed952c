import type { ActionName, Actions, Sender } from '../../src/client/Sender.js'

/** The members of all inputs that tests look at. */
interface SentInput {
  readonly RequestItems: Record<string, unknown>
}

export interface ScriptedSender extends Sender {
  readonly sent: { readonly action: ActionName; readonly input: SentInput }[]
}

/** Answers requests from a script, in order, and writes them down; an error in the script is thrown. */
export function scriptedSender(...script: readonly unknown[]): ScriptedSender {
  const answers = [...script]
  const sent: ScriptedSender['sent'] = []
  return {
    sent,
    send<A extends ActionName>(action: A, input: Actions[A]['input']): Promise<Actions[A]['output']> {
      sent.push({ action, input: input as unknown as SentInput })
      const answer = answers.shift() ?? {}
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as Actions[A]['output'])
    },
  }
}
