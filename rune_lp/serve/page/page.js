// The page: a question, its formula, and the answers in the viewer.

import { answered, catalogue, imagesCalled, messages, report, stop } from "./asking.js";
import { Completer } from "./completion.js";
import { names, nouns, symbols } from "./names.js";
import { noMatch, notSolved, notUnderstood } from "./outcomes.js";
import { button, counted, element } from "./viewer/dom.js";
import { startViewer } from "./viewer/viewer.js";

const CHECKED_AFTER = 400;
const STEPS = new Map([["understood", "Reading the question …"], ["searched", "Searching …"], ["solved", "Looking at the image …"]]);

function field(text, input) {
  return element("label", { class: "option" }, element("span", {}, text), input);
}

/** Gives of the images that were found what the viewer needs, and asks for proofs when one is chosen. */
class Source {
  constructor(question, views, renewed) {
    this.question = question;
    this.views = views;
    this.renewed = renewed;
    this.explained = new Map();
  }

  sketch(image) {
    return this.views[image].view;
  }

  view(image) {
    const sketch = this.sketch(image);
    if (sketch.satisfied === null || sketch.why_not) return sketch;
    // What is there is shown at once; the proof, or why it does not match, follows.
    if (!this.explained.has(image)) this.explained.set(image, this.explain(image, sketch));
    return sketch.full ?? { ...sketch, why_not_remark: "Looking for the reasons …" };
  }

  async explain(image, sketch) {
    const { view, failure, fault } = await answered("api/explain", { ...this.question, image: sketch.image });
    const why = `could not be found: ${failure ?? fault?.text}`;
    const remark = sketch.satisfied ? { note: `The proof ${why}` } : { why_not_remark: `Why it does not match ${why}` };
    sketch.full = view && view.satisfied === sketch.satisfied ? { ...view, note: view.note ?? sketch.note } : { ...sketch, ...remark };
    this.renewed(image, sketch.full);
  }

  path(kind, image) {
    return this.views[image].picture ? `${kind}/${encodeURIComponent(this.sketch(image).image)}` : null;
  }

  picture(image) {
    return this.path("picture", image);
  }

  thumbnail(image) {
    return this.path("thumbnail", image);
  }
}

function classesOf({ objects }) {
  const counts = new Map();
  for (const place of objects?.classes ?? []) counts.set(place, (counts.get(place) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one - other).map(([place, count]) => [objects.labels[place], count]);
}

class Page {
  constructor(known) {
    this.known = known;
    document.title = `${known.name} · rune_lp`;
    this.text = element("textarea", { id: "question", rows: 1, placeholder: "a harbor with at least two ships near it", spellcheck: "false", autocomplete: "off", "aria-label": "Question in English" });
    this.fol = element("textarea", { id: "formula", rows: 1, placeholder: "the formula appears here; or write one", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "Formula" });
    this.minScore = element("input", { type: "number", min: 0, max: 1, step: 0.05, value: known.min_score });
    this.top = element("input", { type: "number", min: 1, max: 1000, step: 1, value: 50 });
    this.everything = element("input", { type: "checkbox" });
    this.imageList = element("datalist", { id: "image-names" });
    this.image = element("input", { type: "search", placeholder: "all", list: "image-names", autocomplete: "off", spellcheck: "false" });
    this.downloading = button("Download the answers as one file", "Report", () => this.download(), { class: "plain", hidden: true });
    this.inline = element("div", { class: "inline", "aria-live": "polite" });
    this.state = element("div", { class: "state" });
    this.results = element("div", { class: "results" });
    this.welcome = this.greeting();
    this.insertInto = this.fol;
    this.help = element("dialog", { class: "names-dialog", "aria-label": "Names" }, element("h2", {}, "Names that questions may use"), names(known, (text) => this.insert(text)));
    this.help.append(button("Close", "Close", () => this.help.close(), { class: "close" }));
    const told = `${counted(known.images, "image")}, ${counted(known.objects, "object")}`;
    document.body.append(
      element("header", { class: "ask" },
        element("div", { class: "brand" }, element("strong", {}, known.name), element("span", { class: "aside" }, told),
          button("Names that questions may use", "Names", () => this.help.showModal(), { class: "plain" })),
        element("form", { class: "boxes", "aria-label": "Ask" },
          element("div", { class: "box" }, element("span", { class: "tag" }, "English"), this.text,
            button("Search for the sentence (Enter)", "Search", () => this.searchText(), { class: "go", id: "search" })),
          element("div", { class: "box" }, element("span", { class: "tag" }, "Formula"), this.fol,
            button("Search for the formula (Enter)", "Search", () => this.searchFormula(), { id: "search-formula" })),
          this.inline,
          element("div", { class: "options" }, field("score ≥", this.minScore), field("show", this.top),
            field("those that do not match, too", this.everything), field("image", this.image), this.downloading)),
        this.imageList),
      this.state, this.results, this.help);
    this.results.append(this.welcome);
    this.listen();
  }

  greeting() {
    const examples = this.known.examples.map((text) => element("li", {}, button(`Ask: ${text}`, text, () => { this.setText(text); this.searchText(); }, { class: "example" })));
    const words = this.known.classes.filter(({ count }) => count).slice(0, 14).map(({ spoken, count }) => `${spoken} (${count.toLocaleString("en")})`);
    return element("section", { class: "welcome" },
      element("h2", {}, "Ask the images"),
      element("p", {}, "Type what an image should show. The question becomes a formula that you can change; every answer comes with the objects and numbers that make it true."),
      examples.length ? element("ul", { class: "examples", "aria-label": "Examples" }, ...examples) : null,
      words.length ? element("p", { class: "aside" }, `Classes: ${words.join(", ")}${this.known.classes.length > 14 ? ", …" : "."} `) : element("p", {}, "The catalogue has no objects."));
  }

  listen() {
    const sized = (box) => { box.style.height = "auto"; box.style.height = `${box.scrollHeight + 2}px`; };
    this.sized = () => { sized(this.text); sized(this.fol); };
    this.completion(this.text, nouns(this.known), /[\p{L}\p{N}-]+$/u);
    this.completion(this.fol, symbols(this.known), /[\p{L}_][\p{L}\p{N}_]*$/u);
    for (const [box, act] of [[this.text, () => this.searchText()], [this.fol, () => this.searchFormula()]]) {
      box.addEventListener("input", () => sized(box));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        act();
      });
      box.addEventListener("focus", () => { this.insertInto = box; });
    }
    this.fol.addEventListener("input", () => this.check());
    this.image.addEventListener("input", async () => {
      const found = await imagesCalled(this.image.value.trim());
      this.imageList.replaceChildren(...found.map((name) => element("option", { value: name })));
    });
    addEventListener("resize", this.sized);
    document.querySelector(".boxes").addEventListener("submit", (event) => event.preventDefault());
  }

  completion(box, words, pattern) {
    const completer = new Completer(box, words, pattern);
    box.after(completer.list);
  }

  insert(text) {
    this.help.close();
    const box = this.insertInto;
    const word = box === this.text ? text.replace(/\(.*/, "").replaceAll("_", " ") : text;
    box.focus();
    box.setRangeText(word, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  setText(text) {
    this.text.value = text;
    this.sized();
  }

  /** Say of a formula, while it is written, whether it is one. */
  check() {
    clearTimeout(this.checking);
    this.checked?.abort();
    const fol = this.fol.value.trim();
    this.inline.replaceChildren();
    if (!fol) return;
    this.checking = setTimeout(async () => {
      this.checked = new AbortController();
      const { fault } = await answered("api/understand", { fol }, this.checked.signal);
      if (fault && this.fol.value.trim() === fol) this.inline.replaceChildren(notUnderstood(fault));
    }, CHECKED_AFTER);
  }

  asked() {
    const image = this.image.value.trim();
    return { min_score: this.minScore.valueAsNumber, top: this.top.valueAsNumber, everything: this.everything.checked, ...(image ? { image } : {}) };
  }

  searchText() {
    const text = this.text.value.trim();
    if (text) this.search({ text, ...this.asked() });
    else this.text.focus();
  }

  searchFormula() {
    const fol = this.fol.value.trim();
    if (fol) this.search({ fol, ...this.asked() });
    else this.fol.focus();
  }

  async search(question) {
    this.running?.abort();
    this.checked?.abort();
    clearTimeout(this.checking);
    const running = new AbortController();
    this.running = running;
    this.viewer?.close();
    this.viewer = null;
    this.inline.replaceChildren();
    this.results.replaceChildren();
    this.downloading.hidden = true;
    this.found = { question, views: [], counts: null, asked: null };
    if (question.text) this.fol.value = "";
    else this.text.value = "";
    this.sized();
    const began = performance.now();
    this.busy();
    let problem = null;
    for await (const message of messages("api/search", question, running.signal)) {
      if (this.running !== running) return;
      problem = this.take(message) ?? problem;
    }
    if (this.running !== running) return;
    this.running = null;
    if (running.signal.aborted) problem = element("p", { class: "aside", role: "status" }, "Given up: nothing is known.");
    this.state.replaceChildren(...(problem ? [problem] : []));
    this.show((performance.now() - began) / 1000);
  }

  /** Take a message, and return what went wrong if that is what it says. */
  take(message) {
    if (message.asked) {
      this.found.asked = message.asked;
      if (this.fol.value.trim() !== message.asked.fol) this.fol.value = message.asked.fol;
      this.sized();
    } else if (message.step) {
      this.searching = message.step === "searched";
      this.progressing.textContent = STEPS.get(message.step) ?? "";
    } else if (message.progress) {
      this.progress(message.progress);
    } else if (message.counts) {
      this.found.counts = message.counts;
      this.progressing.textContent = `${counted(message.counts.matched, "match")}; finding the reasons …`.replace("matchs", "matches");
    } else if (message.view) {
      this.found.views.push(message);
    } else if (message.fault) {
      return notUnderstood(message.fault);
    } else if (message.failure) {
      return notSolved(message.failure);
    }
    return null;
  }

  busy() {
    this.bar = element("progress", { max: this.known.images });
    this.bar.setAttribute("aria-label", "Images searched");
    this.progressing = element("span", { role: "status" }, STEPS.get("understood"));
    const { running } = this;
    this.searching = false;
    let asked = false;
    // A search is asked to stop and tell what it has; whatever else takes long, or does not stop, is left.
    const cancel = button("Stop, and show what is found", "Cancel", () => {
      if (this.searching && !asked) stop();
      else running.abort();
      asked = true;
      cancel.textContent = "Give up";
    });
    const box = element("div", { class: "busy" }, this.bar, this.progressing, cancel);
    this.state.replaceChildren(box);
  }

  progress({ done, matched }) {
    this.bar.value = done;
    this.progressing.textContent = `${done.toLocaleString("en")} of ${counted(this.known.images, "image")}; ${matched.toLocaleString("en")} match`;
  }

  show(seconds) {
    const { question, views, counts, asked } = this.found;
    if (!counts) return;
    if (!views.length) {
      const again = () => { this.everything.checked = true; this.search({ ...question, everything: true }); };
      this.results.append(noMatch(counts, question.everything ? null : again));
      return;
    }
    const answer = { ...question, text: undefined, fol: asked?.fol ?? question.fol, min_score: asked?.min_score ?? question.min_score };
    const source = new Source(answer, views, (image, view) => this.viewer?.renew(image, view));
    const images = views.map(({ view }) => ({ image: view.image, satisfied: view.satisfied, score: view.score, classes: classesOf(view), error: view.error }));
    const root = element("div");
    this.results.append(root);
    this.viewer = startViewer(root, { ...asked, counts: { unsearched: 0, hidden: 0, ...counts }, images, seconds }, source);
    this.downloading.hidden = false;
  }

  async download() {
    this.downloading.disabled = true;
    const { file, failure, fault } = await report({ ...this.found.question, text: this.found.asked.query ?? undefined, fol: this.found.asked.query === null ? this.found.asked.fol : undefined });
    this.downloading.disabled = false;
    if (!file) {
      this.state.replaceChildren(notSolved(failure ?? fault.text));
      return;
    }
    const link = element("a", { href: URL.createObjectURL(file), download: "answers.html" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

const page = new Page(await catalogue());
page.sized();
page.text.focus();
