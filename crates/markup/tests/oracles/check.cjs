// Holds what we wrote against Atlassian's own code: the document format's JSON schema, the editor's document model,
// and the editor's reader of wiki markup. Reads a JSON array of {markdown, adf, wiki} on standard input, writes a
// JSON array of complaints.
const fullSchema = require("@atlaskit/adf-schema/dist/json-schema/v1/full.json");
const { defaultSchema } = require("@atlaskit/adf-schema/schema-default");
const { WikiMarkupTransformer } = require("@atlaskit/editor-wikimarkup-transformer");
const Ajv = require("ajv-draft-04");

const isValid = new (Ajv.default ?? Ajv)({ strict: false, allErrors: false }).compile(fullSchema);
const wikiReader = new WikiMarkupTransformer(defaultSchema);

/** The words of each run of text with its marks, and the blocks they stand in, without what either form cannot say. */
function reading(document) {
  const words = [];
  const blocks = [];
  const walk = (node, within) => {
    if (node.type === "text") {
      const marks = (node.marks ?? []).map((mark) => (mark.type === "link" ? `link ${mark.attrs.href}` : mark.type));
      words.push({ text: node.text, marks: marks.filter((mark) => !(mark === "strong" && within.includes("tableHeader"))) });
      return;
    }
    if (node.type === "hardBreak") words.push({ text: "\n", marks: [] });
    if (node.type === "emoji") words.push({ text: node.attrs.shortName, marks: [] });
    if (STRUCTURE.has(node.type)) blocks.push([...within.filter((name) => STRUCTURE.has(name)), node.type].join(">"));
    for (const child of node.content ?? []) walk(child, [...within, node.type]);
    if (["paragraph", "heading", "codeBlock"].includes(node.type)) words.push({ text: "\n", marks: [] });
  };
  walk(document, []);
  return { words: joined(words), blocks: blocks.join(" ") };
}

// Paragraphs are not compared: a list entry of several is one with forced line breaks in wiki markup.
const STRUCTURE = new Set(["heading", "bulletList", "orderedList", "listItem", "blockquote", "codeBlock", "table", "tableRow", "tableCell", "tableHeader", "rule"]);

/** Words with their marks. White space counts once, and what only keeps characters apart not at all. */
function joined(words) {
  const runs = [];
  for (const { text, marks } of words) {
    const key = [...new Set(marks)].sort().join("+");
    const last = runs.at(-1);
    if (last?.key === key) last.text += text;
    else runs.push({ key, text });
  }
  return runs
    .map(({ key, text }) => {
      const said = text.replaceAll("\u200b", "").replace(/\s+/g, " ");
      return key === "" || said.trim() === "" ? said : `<${key}>${said}</>`;
    })
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

// What the reader for Atlassian's editor does differently from Jira itself, which this markup is for.
const READER_DIFFERS = [/\\\|/];

let input = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => (input += chunk));
process.stdin.on("end", () => {
  const complaints = [];
  for (const sample of JSON.parse(input)) {
    const complain = (what, detail) => complaints.push({ markdown: sample.markdown, what, detail });
    if (!isValid(sample.adf)) complain("the schema refuses the document", JSON.stringify(isValid.errors?.[0]));
    try {
      defaultSchema.nodeFromJSON(sample.adf).check();
    } catch (error) {
      complain("the editor refuses the document", String(error));
    }
    if (READER_DIFFERS.some((pattern) => pattern.test(sample.wiki))) continue;
    const [ours, theirs] = [reading(sample.adf), reading(wikiReader.parse(sample.wiki).toJSON())];
    if (ours.words !== theirs.words) complain("wiki words", `${sample.wiki}\n  document: ${ours.words}\n  wiki:     ${theirs.words}`);
    if (ours.blocks !== theirs.blocks) complain("wiki blocks", `${sample.wiki}\n  document: ${ours.blocks}\n  wiki:     ${theirs.blocks}`);
  }
  process.stdout.write(JSON.stringify(complaints));
});
