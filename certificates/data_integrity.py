"""W3C Data Integrity proofs with Ed25519: `eddsa-rdfc-2022` and `eddsa-jcs-2022`.

Signs and checks the mathematics of a proof; who the key belongs to is the keyset's business.
The official vectors of w3c/vc-di-eddsa hold for both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pyld import jsonld

from certificates import multikey
from certificates.contexts import load_document
from certificates.errors import KeysetError, UnreadableError
from certificates.keys import Signer, signature_holds

Suite = Literal["eddsa-rdfc-2022", "eddsa-jcs-2022"]
Document = Mapping[str, Any]
Loader = Callable[[str, object], dict[str, Any]]

_SAFE_INTEGER = 2**53 - 1
_MAX_DEPTH = 32
_SIGNATURE_BYTES = 64


def add_proof(
    document: Document,
    key: Signer,
    *,
    suite: Suite,
    verification_method: str,
    created: str,
) -> dict[str, Any]:
    """A copy of `document` with a proof by `key`.

    Raises UnreadableError when the document has no canonical form.
    """
    proof: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    if suite == "eddsa-jcs-2022" and "@context" in document:
        proof["@context"] = document["@context"]
    signature = key.sign(_hash_data(document, proof, load_document))
    proof["proofValue"] = "z" + multikey.base58_encode(signature)
    return {**document, "proof": proof}


def proof_holds(
    document: Document, public_key: bytes, suite: Suite, loader: Loader = load_document
) -> bool:
    """Whether the document's one proof is a `suite` signature of all of it by `public_key`.

    False for a missing, malformed or foreign proof too: whatever is not proven is not true.
    """
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != suite:
        return False
    if (proof.get("type"), proof.get("proofPurpose")) != ("DataIntegrityProof", "assertionMethod"):
        return False
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        return False
    unsigned = {name: item for name, item in document.items() if name != "proof"}
    options = {name: item for name, item in proof.items() if name != "proofValue"}
    try:
        signature = multikey.base58_decode(value[1:])
        message = _hash_data(unsigned, options, loader)
    except (KeysetError, UnreadableError):
        return False
    return len(signature) == _SIGNATURE_BYTES and signature_holds(public_key, signature, message)


def canonical_json(value: object) -> bytes:
    """JSON Canonicalization Scheme (RFC 8785) for documents without floats.

    Raises UnreadableError for floats, unsafe integers, lone surrogates and deep nesting.
    """
    try:
        return _jcs(value, _MAX_DEPTH).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableError("The document has text that is not Unicode.") from error


def canonical_rdf(document: Document, loader: Loader = load_document) -> bytes:
    """RDFC-1.0 canonical N-Quads of a JSON-LD document, with bundled contexts only.

    Raises UnreadableError when the document is not JSON-LD of a bundled context.
    """
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": loader,
        "base": "",
    }
    try:
        quads = str(jsonld.normalize(dict(document), options)).encode("utf-8")
    except (jsonld.JsonLdError, TypeError, ValueError, KeyError, AttributeError) as error:
        # pyld answers some malformed documents with plain Python errors
        raise UnreadableError(f"The document is not readable JSON-LD: {error}") from error
    if not quads:
        raise UnreadableError("The document says nothing in its context.")
    return quads


def _hash_data(document: Document, proof_options: dict[str, Any], loader: Loader) -> bytes:
    suite = proof_options.get("cryptosuite")
    if suite == "eddsa-jcs-2022":
        configuration, content = canonical_json(proof_options), canonical_json(document)
    elif suite == "eddsa-rdfc-2022":
        options = {**proof_options, "@context": document.get("@context")}
        configuration, content = canonical_rdf(options, loader), canonical_rdf(document, loader)
    else:
        raise UnreadableError("The proof is of another cryptosuite; it must be eddsa-rdfc-2022.")
    return hashlib.sha256(configuration).digest() + hashlib.sha256(content).digest()


def _jcs(value: object, depth: int) -> str:
    if depth == 0:
        raise UnreadableError("The document is nested too deeply.")
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise UnreadableError("The document has a name that is not text.")
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return (
            "{" + ",".join(f"{_jcs(n, depth - 1)}:{_jcs(value[n], depth - 1)}" for n in names) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ",".join(_jcs(item, depth - 1) for item in value) + "]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _SAFE_INTEGER):
        raise UnreadableError("The document has a number that is not a small whole number.")
    if value is None or isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False)
    raise UnreadableError("The document holds something that is not JSON.")
