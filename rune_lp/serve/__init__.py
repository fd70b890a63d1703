"""A small local page to ask a catalogue questions in a browser.

    browser -> handler, a thread for each connection -> desk -> nursery -> a child for each question
    child: sentence -> formula -> search -> views, message by message -> handler -> browser

The server's own process has threads and does nothing but pass on. Whatever a question makes happen
happens in a child, which can be ended at any time, with the workers that it started.

| module | noun |
| --- | --- |
| `server` | what listens |
| `handler` | what is answered at which path |
| `guarding` | which requests are answered at all |
| `requests` | questions, as JSON that is checked |
| `desk` | who is answered when |
| `nursery` | processes that do one thing each |
| `answering` | what such a process does |
| `service` | what is served |
| `vocabulary` | what the page knows of names |
| `pictures`, `files` | what is sent as it is |

The page itself is in `page/`, and shows answers by the viewer of `explain/page/viewer/`.
"""
