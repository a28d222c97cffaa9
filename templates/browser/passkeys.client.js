/*
 * Passkeys: adding one, signing in with one, and the touch that approving asks for. The server says what to ask for and checks the
 * answer; what is said to people stands in the page. Binary values travel as base64url.
 */
function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function textOf(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** As `PublicKeyCredential.parse…OptionsFromJSON` does, which not every browser has. */
function readOptions(json) {
  const known = (list = []) => list.map((one) => ({ ...one, id: bytesOf(one.id) }));
  const options = { ...json, challenge: bytesOf(json.challenge) };
  if (json.user) {
    options.user = { ...json.user, id: bytesOf(json.user.id) };
    options.excludeCredentials = known(json.excludeCredentials);
  } else {
    options.allowCredentials = known(json.allowCredentials);
  }
  return options;
}

function answerOf(credential) {
  const { response } = credential;
  const fields = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) fields[name] = textOf(response[name]);
  }
  if (response.getTransports) fields.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response: fields,
    clientExtensionResults: {},
  };
}

async function send(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(`${json.title ?? answer.status}. ${json.detail ?? ""}`);
  return json;
}

async function touch(address, body) {
  const publicKey = readOptions(await send(address, body));
  return answerOf(await navigator.credentials.get({ publicKey }));
}

/** Does one thing at a time, and says what came of it where the form has its place for that. */
function whenSubmitted(form, act) {
  let isBusy = false;
  const result = form.querySelector("[data-result]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    result.textContent = form.dataset.working;
    try {
      await act();
    } catch (error) {
      const isCancelled = ["NotAllowedError", "AbortError", "InvalidStateError"].includes(error.name);
      result.textContent = isCancelled ? form.dataset.cancelled : error.message;
      isBusy = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-sign-in]")) {
  form.hidden = !window.PublicKeyCredential;
  whenSubmitted(form, async () => {
    const response = await touch("/console/passkey/options", {});
    const { location } = await send("/console/passkey", { response, next: form.dataset.next });
    window.location.assign(location);
  });
}

for (const form of document.querySelectorAll("form[data-enrol]")) {
  form.hidden = !window.PublicKeyCredential;
  whenSubmitted(form, async () => {
    const options = await send("/console/account/passkeys/options", {});
    const credential = await navigator.credentials.create({ publicKey: readOptions(options) });
    const name = new FormData(form).get("name");
    const { location } = await send("/console/account/passkeys", { name, response: answerOf(credential) });
    window.location.assign(location);
  });
}

for (const form of document.querySelectorAll("form[data-touch]")) {
  whenSubmitted(form, async () => {
    const contentHash = form.elements.namedItem("contentHash").value;
    const answer = await touch(form.dataset.touch, { contentHash });
    form.elements.namedItem("touch").value = JSON.stringify(answer);
    form.submit();
  });
}

for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = true;
