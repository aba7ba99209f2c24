// Sets the web client up. It signs in with tickets that the site gives to whoever is signed in there.

const { converse } = window;
const { Strophe } = converse.env;
const settings = JSON.parse(document.body.dataset.settings);
const words = JSON.parse(document.body.dataset.words);

function post(path) {
  return fetch(path, { method: "POST", credentials: "same-origin" });
}

async function ticket() {
  const response = await post("/chat/ticket");
  if (response.status === 401) {
    location.assign("/signin"); // the password was changed, or the visit has ended
    await new Promise(() => {}); // until the page has gone
  }
  if (!response.ok) throw new Error(`no ticket: ${response.status}`);
  return response.json();
}

// In place of the client's own advertisement: it has pictures from elsewhere
class Nothing extends HTMLElement {}

// Two things are said otherwise on the wire than by the client. Files have the address that everybody
// can reach, while this page reaches them where it is itself, be that "localhost" or another name. And
// rooms are searched as XEP-0433 has it, which the client knows by the name it had before.
const site = document.body.dataset.site || location.origin;
const FILES = ["/files/", "/uploads/"].map((path) => [location.origin + path, site + path]);
const SEARCH = [
  ["https://xmlns.zombofant.net/muclumbus/search/1.0#params", "urn:xmpp:channel-search:0:search-params"],
  ["https://xmlns.zombofant.net/muclumbus/search/1.0", "urn:xmpp:channel-search:0:search"],
];
const SORT = ["<value>address</value>", "<value>{urn:xmpp:channel-search:0:order}address</value>"];

window.WebSocket = class extends WebSocket {
  send(text) {
    const isSearch = text.includes(SEARCH[1][0]);
    for (const [here, there] of [...FILES, ...SEARCH]) text = text.replaceAll(here, there);
    super.send(isSearch ? text.replace(...SORT) : text);
  }

  set onmessage(hear) {
    super.onmessage = (event) => {
      let text = event.data;
      for (const [here, there] of [...FILES, SEARCH[1]]) text = text.replaceAll(there, here);
      hear({ data: text });
    };
  }
};

// A file may be let fall anywhere on a conversation, not only on the line for writing
document.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (event.defaultPrevented || !event.dataTransfer.files.length) return;
  event.preventDefault(); // the browser would leave the page and show it
  const talk = event.target.closest("converse-chat, converse-muc");
  talk?.querySelector("converse-message-form, converse-muc-message-form")?.onDrop(event);
});

// Everybody here is of one domain: people know each other by name, not by address
function shortenNames(exports, domain) {
  for (const kind of ["RosterContact", "Profile", "ChatBox", "Message"]) {
    const prototype = exports[kind]?.prototype;
    const displayName = prototype?.getDisplayName;
    if (!displayName) continue;
    prototype.getDisplayName = function (...given) {
      const name = displayName.apply(this, given);
      return typeof name === "string" && name.endsWith(domain) ? name.slice(0, -domain.length) : name;
    };
  }
}

converse.plugins.add("magpie", {
  initialize() {
    const { api, exports } = this._converse;
    shortenNames(exports, `@${settings.locked_domain}`);
    for (const name of ["converse-footer", "converse-brand-logo", "converse-bg"]) {
      api.elements.define(name, class extends Nothing {});
    }
    api.listen.on("beforeAttemptNonPreboundSession", async (context) => ({
      ...context,
      credentials: await ticket(),
    }));
    api.listen.on("getHeadingButtons", (view, buttons) => {
      if (view.model.get("type") !== "chatroom") return buttons;
      const room = encodeURIComponent(view.model.get("jid"));
      const invite = {
        a_class: "magpie-invite",
        handler: () => location.assign(`/invite?room=${room}`),
        i18n_text: words.invite,
        i18n_title: words.invite,
        icon_class: "fa-user-plus",
        name: "magpie-invite",
        standalone: false,
      };
      return [...buttons, invite];
    });
    api.listen.on("initialized", () => document.getElementById("loading")?.remove());
    api.listen.on("logout", async () => {
      await post("/signout");
      location.assign("/");
    });
  },
});

// A window keeps its resource when it is loaded anew: the client resumes the session that it had
const resource = sessionStorage.getItem("magpie-resource") ?? `web-${crypto.randomUUID().slice(0, 8)}`;
sessionStorage.setItem("magpie-resource", resource);

converse.initialize({
  ...settings,
  jid: `${settings.jid}/${resource}`,
  connection_options: { mechanisms: [Strophe.SASLOAuthBearer] },
  theme: "magpie", // one for both: its colours are those of look.css
  dark_theme: "magpie",
});
