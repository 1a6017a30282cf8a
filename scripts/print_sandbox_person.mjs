// Reads the sandbox's people as JSON and prints what somebody needs to register and connect.
import { text } from "node:stream/consumers";

const answer = JSON.parse(await text(process.stdin));
const people = Array.isArray(answer) ? answer : answer.people;
const person = people.find(({ active, deleted, expired }) => active && !deleted && !expired);

for (const [label, value] of [
  ["person", person.display_name],
  ["Jira token", person.jira_token],
  ["LLM cookie", person.llm_cookie],
  ["OpenAI key", person.openai_key],
  ["Anthropic key", person.anthropic_key],
]) {
  console.log(`  ${label.padEnd(16)}${value}`);
}
