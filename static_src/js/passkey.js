// Passkeys: asks the browser for one and sends its answer with the form it belongs to (templates/components/passkey.html).
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const options = (asked) => {
    const key = { ...asked.publicKey, challenge: bytes(asked.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    if (key.excludeCredentials) key.excludeCredentials = named(key.excludeCredentials);
    if (key.allowCredentials) key.allowCredentials = named(key.allowCredentials);
    return { publicKey: key };
  };

  const answer = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: credential.getClientExtensionResults() };
  };

  const ask = async (form) => {
    const asked = form.dataset.options ? JSON.parse(form.dataset.options) : await (await fetch(form.dataset.optionsUrl)).json();
    const credential = await navigator.credentials[form.dataset.passkey](options(asked));
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  };

  for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
    form.querySelector("[data-passkey-missing]").hidden = true;
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form).catch(() => { form.querySelector("[data-passkey-failed]").hidden = false; });
    });
  }
})();
