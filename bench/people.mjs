// People with an account, a session and a tested model.
import { Client } from "./http.mjs";

const PASSWORD = "Correct-Horse-7-Battery";

/** Registers everybody of every sandbox who can work, and signs them in. */
export async function everybody(stack) {
  const known = await stack.control("GET", "/people");
  const able = known.filter((person) => {
    const gone = !person.active || person.deleted || person.expired;
    return !gone && person.llm_user_id === person.login;
  });
  const people = [];
  for (const [n] of stack.sandboxes.entries()) {
    for (const person of able) people.push(await signedIn(stack, `sandbox-${n + 1}`, person));
  }
  return people;
}

async function signedIn(stack, site, person) {
  const client = new Client(stack.address);
  await client.call("accounts/prove_identity", { site, token: person.jira_token });
  await client.call("accounts/confirm_identity");
  await client.call("accounts/set_password", { password: PASSWORD, repeated: PASSWORD });
  await signIn(client, { login: person.login, site });
  await client.call("connections/save_llm", { provider: "company", secret: person.llm_cookie });
  await client.call("connections/test_llm");
  return { client, cookie: person.llm_cookie, login: person.login, site };
}

export async function signIn(client, { login, site }) {
  await client.call("accounts/sign_in", { login, password: PASSWORD, site });
}
