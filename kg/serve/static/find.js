// The search box of every page: things whose name begins so, as one types; choosing one goes to its page.

import { byId, thing } from "./dom.js";
import { completeBox } from "./complete.js";

const box = byId("find");
if (box) {
  completeBox(box, [], (found) => { if (found) location.assign(thing(found.iri)); });
}
