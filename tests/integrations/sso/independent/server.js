// An identity provider that is not ours: samlp (Auth0) behind express, on loopback. The test says what it does next by
// PUT /say with a JSON object; its keys come in the same way, so that nothing secret is in a file.
const express = require("express");
const samlp = require("samlp");
const SessionParticipants = require("samlp/lib/sessionParticipants");
const zlib = require("zlib");

const port = Number(process.argv[2]);
const base = `http://127.0.0.1:${port}`;
const issuer = `${base}/metadata`;
const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

// keys: name → {cert, key} (PEM); signs: name of the key in use; announces: names in the metadata; acs, slo: the portal's addresses;
// person: {nameId, attributes}; down: answer 503; sealed: {key, cert} of the portal; spCert: the portal's certificate.
const state = { keys: {}, signs: "old", announces: ["old"], person: {}, down: false, whole: false, hash: "sha256" };
let participants = new SessionParticipants([]);

class Claims {
  constructor(person) { this.person = person; }
  getClaims() { return this.person.attributes; }
  getNameIdentifier() { return { nameIdentifier: this.person.nameId, nameIdentifierFormat: this.person.format || PERSISTENT }; }
}
Claims.prototype.metadata = [];

const key = () => state.keys[state.signs];
const signing = () => ({ cert: key().cert, key: key().key, signatureAlgorithm: `rsa-${state.hash}`, digestAlgorithm: state.hash });

function signIn(request, response, next) {
  const index = `_s${Math.random().toString(36).slice(2)}`;
  const session = { nameId: state.person.nameId, sessionIndex: index, serviceProviderLogoutURL: state.slo, nameIdFormat: PERSISTENT };
  participants = new SessionParticipants([{ ...session, serviceProviderId: state.audience, cert: state.spCert, binding: state.binding || REDIRECT }]);
  samlp.auth({
    ...signing(),
    issuer,
    destination: state.acs,
    recipient: state.acs,
    lifetimeInSeconds: 300,
    sessionIndex: index,
    signResponse: state.whole,
    getUserFromRequest: () => state.person,
    profileMapper: (person) => new Claims(person),
    getPostURL: (audience, document, asked, answer) => answer(null, state.acs),
    ...(state.sealed && {
      encryptionPublicKey: state.sealed.key,
      encryptionCert: state.sealed.cert,
      encryptionAlgorithm: state.sealed.algorithm,
      disallowEncryptionWithInsecureAlgorithm: false,
      warnOnInsecureEncryptionAlgorithm: false,
    }),
  })(request, response, next);
}

function logout(request, response, next) {
  const kept = {};
  samlp.logout({
    ...signing(),
    issuer,
    deflate: true,
    protocolBinding: state.binding || REDIRECT,
    destination: state.slo,
    sessionParticipants: participants,
    store: {
      save: (asked, value, done) => { const id = `_t${Object.keys(kept).length}`; kept[id] = value; done(null, id); },
      load: (asked, id, options, done) => done(null, kept[id]),
      update: (asked, id, value, done) => { kept[id] = value; done(null, id); },
    },
  })(request, response, next);
}

function described(text) {
  const descriptor = text.match(/<KeyDescriptor[\s\S]*?<\/KeyDescriptor>/)[0];
  const one = (name) => descriptor.replace(/<X509Certificate>[\s\S]*?</, `<X509Certificate>${bare(state.keys[name].cert)}<`);
  return text.replace(descriptor, state.announces.map(one).join(""));
}

const bare = (pem) => pem.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "");

const app = express();
app.use(express.json({ limit: "1mb" }), express.urlencoded({ extended: false, limit: "1mb" }));
app.put("/say", (request, response) => { Object.assign(state, request.body); response.json({ issuer }); });
app.use((request, response, next) => (state.down ? response.status(503).send("down") : next()));
app.get("/metadata", (request, response, next) => {
  const send = response.send.bind(response);
  response.send = (text) => send(described(text));
  samlp.metadata({
    issuer, cert: key().cert, profileMapper: Claims, redirectEndpointPath: "/sso", postEndpointPath: "/sso",
    logoutEndpointPaths: { redirect: "/logout", post: "/logout" },
  })(request, response, next);
});
app.all("/sso", signIn);
app.all("/logout", logout);
app.get("/asked", (request, response) => response.type("xml").send(zlib.inflateRawSync(Buffer.from(request.query.SAMLRequest, "base64"))));
app.use((error, request, response, next) => response.status(500).send(String(error && error.message)));
app.listen(port, "127.0.0.1", () => console.log("ready"));
