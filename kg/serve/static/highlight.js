// SPARQL as tokens, for colouring and for finding brackets. It reads any text, right or wrong.

const WORDS = `SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED AS ORDER BY ASC DESC GROUP HAVING LIMIT OFFSET VALUES UNDEF
OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER BIND EXISTS NOT IN INSERT DELETE DATA LOAD CLEAR DROP CREATE ADD MOVE COPY TO INTO USING WITH DEFAULT ALL`;
const FUNCTIONS = `COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN
UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256
SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE TRUE FALSE`;
export const KEYWORDS = WORDS.split(/\s+/);
export const CALLS = FUNCTIONS.split(/\s+/);
const KIND = new Map([...KEYWORDS.map((name) => [name, "keyword"]), ...CALLS.map((name) => [name, "call"])]);

const NAME = "[\\p{L}][\\p{L}\\p{N}_.\\-]*";
const TOKEN = new RegExp([
  "(?<comment>#[^\\n]*)",
  "(?<iri><[^\\s<>\"{}|^`\\\\]*>)",
  "(?<string>\"\"\"(?:[^\"\\\\]|\\\\[\\s\\S]|\"(?!\"\"))*(?:\"\"\")?|'''(?:[^'\\\\]|\\\\[\\s\\S]|'(?!''))*(?:''')?|\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'(?:[^'\\\\\\n]|\\\\.)*'?)",
  "(?<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
  "(?<variable>[?$][\\p{L}\\p{N}_]+)",
  `(?<name>(?:_|${NAME})?:(?:[\\p{L}\\p{N}_:%\\-\\u00b7\\u3001-\\u303f\\uff00-\\uffef]|\\\\.|\\.(?=[\\p{L}\\p{N}_]))*)`,
  "(?<number>[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)",
  "(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)",
  "(?<bracket>[{}()\\[\\]])",
  "(?<other>[^\\s])",
].join("|"), "gu");

/** The tokens of a text: { kind, text, start, end }; white space is left out. */
export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    let [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    if (kind === "word") kind = match[0] === "a" ? "keyword" : KIND.get(match[0].toUpperCase()) ?? "word";
    found.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return found;
}

const PAIRS = { "{": "}", "(": ")", "[": "]" };
const OPENING = { "}": "{", ")": "(", "]": "[" };

/** The places of the bracket beside `caret` and of the one that belongs to it; the second is null where there is none. */
export function brackets(all, caret) {
  const row = all.filter((token) => token.kind === "bracket");
  let at = row.findIndex((token) => token.end === caret);
  if (at < 0) at = row.findIndex((token) => token.start === caret);
  if (at < 0) return null;
  const opening = row[at].text in PAIRS;
  const [same, other, step] = opening ? [row[at].text, PAIRS[row[at].text], 1] : [row[at].text, OPENING[row[at].text], -1];
  for (let i = at, depth = 0; i >= 0 && i < row.length; i += step) {
    if (row[i].text === same) depth += 1;
    else if (row[i].text === other) depth -= 1;
    if (depth === 0) return [row[at].start, row[i].start];
  }
  return [row[at].start, null];
}
