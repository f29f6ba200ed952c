/** What DynamoDB's messages quote may be a value: texts, sets, maps, and what follows `value:`. Placeholders may stay. */
const mayBeValue = /'[^']*'|"[^"]*"|\[[^\]]*\]|\{[^}]*\}|(?<=\bvalue: ).+/gis
const placeholders = /^[[{]?[#:]\w+(?:, ?[#:]\w+)*[\]}]?$/

/** The text of a message of DynamoDB with everything cut out of it that may be a value. */
export function withoutValues(message: string): string {
  return message.replace(mayBeValue, (found) => (placeholders.test(found) ? found : '…'))
}
