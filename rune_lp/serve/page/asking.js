// Questions sent to the server, and its answers, message by message (rune_lp/serve/answering.py).

const bytes = crypto.getRandomValues(new Uint8Array(12));

/** The name of this page, under which one search at a time is done. */
export const client = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");

function post(path, value, signal) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ client, ...value }), signal });
}

/** Yield the messages that answer a question. What went wrong on the way is a message, too. */
export async function* messages(path, question, signal) {
  let answer;
  try {
    answer = await post(path, question, signal);
  } catch (error) {
    if (error.name !== "AbortError") yield { failure: "the server cannot be reached: is rune-lp serve still running?" };
    return;
  }
  if (answer.status !== 200) {
    yield await answer.json();
    return;
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line) yield JSON.parse(line);
    }
  } catch (error) {
    if (error.name !== "AbortError") yield { failure: "the server stopped in the middle of its answer" };
  }
}

/** Return the last message of each kind that answers a question. */
export async function answered(path, question, signal) {
  const found = {};
  for await (const message of messages(path, question, signal)) Object.assign(found, message);
  return found;
}

/** Ask the search of this page to stop, and to tell what it has found. */
export function stop() {
  return post("api/cancel", {});
}

/** Return the report of a question, as `{file}`; or why there is none. */
export async function report(question) {
  try {
    const answer = await post("api/report", question);
    return answer.ok ? { file: await answer.blob() } : await answer.json();
  } catch {
    return { failure: "the report could not be made as a whole" };
  }
}

/** Return what is known of the catalogue. */
export async function catalogue() {
  return (await fetch("api/catalog")).json();
}

/** Return some images whose names have a text in them. */
export async function imagesCalled(text) {
  return (await (await fetch(`api/images?name=${encodeURIComponent(text)}`)).json()).images;
}
