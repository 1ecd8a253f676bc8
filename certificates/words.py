"""Words of certificates in Spanish, English and French."""

from __future__ import annotations

from typing import Final

Words = dict[str, str]

LOCALES: Final[Words] = {"es": "es_SV", "en": "en", "fr": "fr"}  # dates and decimals on paper

# the credential
STATEMENT: Final[Words] = {
    "es": "{issuer} certifica que {name} es competente en: {competency}.",
    "en": "{issuer} certifies that {name} is competent in: {competency}.",
    "fr": "{issuer} certifie que {name} est compétent·e en : {competency}.",
}
LEVEL: Final[Words] = {"es": "Nivel", "en": "Level", "fr": "Niveau"}
MEASURED: Final[Words] = {
    "es": "medido: {value} {unit}",
    "en": "measured: {value} {unit}",
    "fr": "mesuré : {value} {unit}",
}
SEALED_RECORD: Final[Words] = {
    "es": "Registro sellado de la prueba práctica",
    "en": "Sealed record of the practical test",
    "fr": "Enregistrement scellé de l'épreuve pratique",
}

# the paper
TITLE: Final[Words] = {
    "es": "Certificado de competencia",
    "en": "Certificate of Competence",
    "fr": "Certificat de compétence",
}
AWARDED_TO: Final[Words] = {
    "es": "se otorga a",
    "en": "is awarded to",
    "fr": "est décerné à",
}
FOR: Final[Words] = {
    "es": "por haber demostrado su competencia, en una prueba práctica, en",
    "en": "for having shown competence, in a practical test, in",
    "fr": "pour avoir démontré sa compétence, lors d'une épreuve pratique, en",
}
WHAT_WAS_SEEN: Final[Words] = {
    "es": "Lo que se midió y se valoró",
    "en": "What was measured and judged",
    "fr": "Ce qui a été mesuré et évalué",
}
LEVEL_IS: Final[Words] = {"es": "Nivel: {level}", "en": "Level: {level}", "fr": "Niveau : {level}"}
TESTED_AT: Final[Words] = {
    "es": "Prueba práctica del {date} · {centre}",
    "en": "Practical test on {date} · {centre}",
    "fr": "Épreuve pratique du {date} · {centre}",
}
FOR_THE_ISSUER: Final[Words] = {
    "es": "Por la entidad certificadora",
    "en": "For the certifying body",
    "fr": "Pour l'organisme certificateur",
}
FOR_THE_CENTRE: Final[Words] = {
    "es": "Por el centro",
    "en": "For the centre",
    "fr": "Pour le centre",
}
FOR_THE_CHAMBER: Final[Words] = {
    "es": "Con el respaldo de",
    "en": "Endorsed by",
    "fr": "Avec l'appui de",
}
CHECK_AT: Final[Words] = {
    "es": "Compruébelo en",
    "en": "Check it at",
    "fr": "Vérifiez-le sur",
}
HOW_TO_CHECK: Final[Words] = {
    "es": "Apunte la cámara del teléfono al código. La dirección que se abra debe ser esta.",
    "en": "Point a phone's camera at the code. The address that opens must be this one.",
    "fr": "Visez le code avec un téléphone. L'adresse qui s'ouvre doit être celle-ci.",
}
NUMBER: Final[Words] = {"es": "Certificado n.º", "en": "Certificate no.", "fr": "Certificat n°"}
ISSUED_ON: Final[Words] = {"es": "Emitido el", "en": "Issued on", "fr": "Délivré le"}
VALID_UNTIL: Final[Words] = {"es": "Válido hasta el", "en": "Valid until", "fr": "Valable jusqu'au"}

# inside the PDF
ATTACHED_CREDENTIAL: Final[Words] = {
    "es": "La credencial firmada (Open Badges 3.0)",
    "en": "The signed credential (Open Badges 3.0)",
    "fr": "L'attestation signée (Open Badges 3.0)",
}
ATTACHED_TEXT: Final[Words] = {
    "es": "El texto que comprueba la página de verificación",
    "en": "The text that the verifier page checks",
    "fr": "Le texte que vérifie la page de vérification",
}

# the list of a ceremony
HAND_OVER: Final[Words] = {
    "es": "Entrega de certificados",
    "en": "Certificates handed over",
    "fr": "Remise des certificats",
}
NAME: Final[Words] = {"es": "Nombre", "en": "Name", "fr": "Nom"}
COMPETENCY: Final[Words] = {"es": "Competencia", "en": "Competency", "fr": "Compétence"}
SIGNATURE: Final[Words] = {
    "es": "Firma o huella",
    "en": "Signature or thumbprint",
    "fr": "Signature ou empreinte",
}

# the PDF's signature
ISSUED_BY: Final[Words] = {
    "es": "Emitido por {issuer}",
    "en": "Issued by {issuer}",
    "fr": "Délivré par {issuer}",
}

# the claims of a wallet's certificate
CLAIM_NAMES: Final[dict[str, Words]] = {
    "name": {"es": "Nombre", "en": "Name", "fr": "Nom"},
    "competency": COMPETENCY,
    "level": LEVEL,
    "scheme": {"es": "Código del esquema", "en": "Scheme code", "fr": "Code du dispositif"},
    "scheme_name": {"es": "Esquema", "en": "Scheme", "fr": "Dispositif"},
    "centre": {"es": "Centro", "en": "Centre", "fr": "Centre"},
    "assessed_on": {
        "es": "Fecha de la prueba",
        "en": "Date of the test",
        "fr": "Date de l'épreuve",
    },
    "certificate_id": {
        "es": "Número del certificado",
        "en": "Certificate number",
        "fr": "Numéro du certificat",
    },
    "seal_digest": {
        "es": "Sello del registro",
        "en": "Seal of the record",
        "fr": "Sceau de l'enregistrement",
    },
    "criteria": {"es": "Lo que se pidió", "en": "What was asked", "fr": "Ce qui était demandé"},
    "birthdate": {
        "es": "Fecha de nacimiento",
        "en": "Date of birth",
        "fr": "Date de naissance",
    },
    "results": {"es": "Resultados", "en": "Results", "fr": "Résultats"},
}
