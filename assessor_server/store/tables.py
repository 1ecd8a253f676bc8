"""The tables of the server's store, as SQLAlchemy Core sees them; touches nothing, describes only.

Times are ISO 8601 UTC text with Z, digests lower-case hex SHA-256, JSON is text in msgspec's sorted
form. A change here needs a new file in migrations/versions (a test compares the two).
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- who we are -------------------------------------------------------------------------------

organisations = Table(
    "organisations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

centres = Table(
    "centres",
    metadata,
    Column("id", String(64), primary_key=True),  # short and stable: it stands in events
    Column("name", Text, nullable=False),
    Column("territory", Text, nullable=False, server_default=""),
    Column("organisation", ForeignKey("organisations.id"), nullable=False),
    Column("created_at", String(32), nullable=False),
)

# --- kiosks and what they send (written by intake) ---------------------------------------------

kiosks = Table(
    "kiosks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("centre", String(64), nullable=False),
    Column("curve_key", String(40), nullable=False, unique=True),  # z85
    Column("seal_key", String(64), nullable=False),  # Ed25519 public key, hex
    Column("enrolled_at", String(32), nullable=False),
    Column("revoked_at", String(32)),
)

pairing_codes = Table(
    "pairing_codes",
    metadata,
    Column("code_hash", String(128), primary_key=True),  # the code itself is never stored
    Column("centre", String(64), nullable=False),
    Column("kiosk_name", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("used_at", String(32)),
    Column("kiosk", String(64)),
)

streams = Table(
    "streams",
    metadata,
    Column("kiosk", String(64), primary_key=True),
    Column("stream", String(64), primary_key=True),
    Column("next_seq", Integer, nullable=False),
)

passages = Table(  # the entries: consecutive ones of one attempt, as they came in one stream
    "passages",
    metadata,
    Column("kiosk", String(64), primary_key=True),
    Column("stream", String(64), primary_key=True),
    Column("first_seq", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),  # entries; their sequences have no gap
    Column("attempt", String(64), nullable=False),
    Column("first_n", Integer, nullable=False),  # number of the first; a seal counts on
    Column("received_at", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),  # a line an entry, the bytes the kiosk wrote
    Index("ix_passages_attempt_first_n", "attempt", "first_n"),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kiosk", String(64), nullable=False),
    Column("stream", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("received_at", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the other bytes that claimed this place
    Column("digest", String(64), nullable=False),
    UniqueConstraint("kiosk", "stream", "seq", "digest"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kiosk", String(64), nullable=False),
    Column("stream", String(64)),
    Column("seq", Integer),
    Column("received_at", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    # answers "what is kept aside at this place" and "is this unreadable frame kept already"
    Index("ix_quarantine_kiosk_stream_seq_digest", "kiosk", "stream", "seq", "digest"),
    Index("ix_quarantine_received_at", "received_at"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the plain bytes
    Column("attempt", String(64), primary_key=True),
    Column("candidate", String(32), nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("stored_bytes", Integer, nullable=False),  # plain bytes stored so far
    Column("completed_at", String(32)),
    Index("ix_evidence_attempt", "attempt"),
    Index("ix_evidence_candidate_digest", "candidate", "digest"),
)

# --- candidates and attempts -------------------------------------------------------------------

candidates = Table(
    "candidates",
    metadata,
    Column("code", String(32), primary_key=True),  # "K7F-4Q2"
    Column("name_enc", LargeBinary),  # null: a kiosk used this code before anyone registered it
    Column("key_wrapped", LargeBinary),  # null: erased, nothing sealed for this person opens again
    Column("centre", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("erased_at", String(32)),
    Index("ix_candidates_created_at", "created_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kiosk", String(64), nullable=False),
    Column("centre", String(64), nullable=False),
    Column("scenario", String(128), nullable=False),
    Column("version", String(32), nullable=False),
    Column("pack_digest", String(64), nullable=False),
    Column("candidate", String(32), nullable=False),
    Column("trainer", Text),
    Column("language", String(8), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("sealed_at", String(32)),
    Column("seal", Text),
    Column("seal_digest", String(64)),
    Column("broken_reason", Text),  # why the state is "broken": the first thing that did not fit
    # how far human judgement has come; written by judgement, never by intake
    Column("stage", String(16), nullable=False, server_default="to_rate"),
    CheckConstraint(
        "state IN ('open', 'sealed', 'broken', 'voided', 'refused')", name="known_state"
    ),
    CheckConstraint(
        "stage IN ('to_rate', 'to_confirm', 'to_decide', 'decided')", name="known_stage"
    ),
    Index("ix_attempts_state_stage_sealed_at", "state", "stage", "sealed_at"),
    Index("ix_attempts_candidate", "candidate"),
)

ai_scores = Table(
    "ai_scores",
    metadata,
    Column("attempt", String(64), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("score", Text, nullable=False),  # scenarios.AIScore as JSON
)

# --- people and their acts ---------------------------------------------------------------------

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("disabled_at", String(32)),
)

user_roles = Table(
    "user_roles",
    metadata,
    Column("user", ForeignKey("users.id"), primary_key=True),
    Column("role", String(32), primary_key=True),
    CheckConstraint(
        "role IN ('coordinator', 'assessor', 'certifying_officer', 'auditor', 'administrator')",
        name="known_role",
    ),
)

trainings = Table(  # who trained whom: these people neither rate nor decide
    "trainings",
    metadata,
    Column("candidate", ForeignKey("candidates.code"), primary_key=True),
    Column("user", ForeignKey("users.id"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Index("ix_sessions_user", "user"),
)

failed_log_ins = Table(
    "failed_log_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("what", String(128), nullable=False),  # "login:NAME" or "address:IP"
    Column("at", String(32), nullable=False),
    Index("ix_failed_log_ins_what_at", "what", "at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("attempt", ForeignKey("attempts.id"), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("rater", ForeignKey("users.id"), primary_key=True),
    Column("blind", Boolean(name="blind"), primary_key=True),  # true: before the AI's was shown
    Column("band", String(64)),  # null: the evidence does not show it (the note says why)
    Column("value", Float),  # what the rater read from a hand tool, in the criterion's unit
    Column("note", Text, nullable=False),
    Column("rated_at", String(32), nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("attempt", ForeignKey("attempts.id"), primary_key=True),
    Column("officer", ForeignKey("users.id"), nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", String(32), nullable=False),
    CheckConstraint("outcome IN ('competent', 'not_yet_competent')", name="known_outcome"),
    Index("ix_decisions_decided_at", "decided_at"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("attempt", ForeignKey("attempts.id"), nullable=False, unique=True),
    # record, COSE, QR text and credential hold the name: sealed under the candidate's key
    Column("sealed", LargeBinary, nullable=False),
    Column("status", String(16), nullable=False),
    Column("status_list", Integer, nullable=False),
    Column("status_index", Integer, nullable=False),
    Column("status_reason", Text, nullable=False, server_default=""),
    Column("status_at", String(32), nullable=False),
    Column("issued_at", String(32), nullable=False),
    CheckConstraint("status IN ('valid', 'suspended', 'withdrawn')", name="known_status"),
    UniqueConstraint("status_list", "status_index"),
    Index("ix_certificates_issued_at", "issued_at"),
    Index("ix_certificates_status_status_at", "status", "status_at"),
)

wallet_passes = Table(
    "wallet_passes",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of what its bearer holds
    Column("kind", String(16), nullable=False),  # offer, token, nonce, request, failure
    Column("address", String(64), nullable=False),  # SHA-256 of the address it came from
    Column("certificate", ForeignKey("certificates.id"), nullable=True),
    Column("body", Text, nullable=False),  # JSON without personal data
    Column("sealed", LargeBinary, nullable=True),  # what a holder showed, until it is fetched
    Column("at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Index("ix_wallet_passes_expires_at", "expires_at"),
    Index("ix_wallet_passes_address_kind", "address", "kind"),
)

audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", String(64), nullable=False),
    Column("act", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_audit_subject", "subject"),
)
