// Whether the document format's JSON schema accepts each document of a JSON array on standard input.
const Ajv = require("ajv-draft-04");
const fullSchema = require("@atlaskit/adf-schema/dist/json-schema/v1/full.json");

const isValid = new (Ajv.default ?? Ajv)({ strict: false }).compile(fullSchema);
let input = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => (input += chunk));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(JSON.parse(input).map((document) => isValid(document)))));
