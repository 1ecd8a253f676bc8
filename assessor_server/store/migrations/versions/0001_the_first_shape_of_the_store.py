"""The first shape of the store; a store only moves forward (to go back, restore the copy)."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "ai_scores",
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "criterion", name=op.f("pk_ai_scores")),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kiosk", sa.String(length=64), nullable=False),
        sa.Column("centre", sa.String(length=64), nullable=False),
        sa.Column("scenario", sa.String(length=128), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("pack_digest", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=32), nullable=False),
        sa.Column("trainer", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed_at", sa.String(length=32), nullable=True),
        sa.Column("seal", sa.Text(), nullable=True),
        sa.Column("seal_digest", sa.String(length=64), nullable=True),
        sa.Column("stage", sa.String(length=16), server_default="to_rate", nullable=False),
        sa.CheckConstraint(
            "stage IN ('to_rate', 'to_confirm', 'to_decide', 'decided')",
            name=op.f("ck_attempts_known_stage"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'sealed', 'broken', 'voided', 'refused')",
            name=op.f("ck_attempts_known_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index("ix_attempts_candidate", ["candidate"], unique=False)
        batch_op.create_index(
            "ix_attempts_state_stage_sealed_at", ["state", "stage", "sealed_at"], unique=False
        )

    op.create_table(
        "audit",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_subject", ["subject"], unique=False)

    op.create_table(
        "candidates",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_enc", sa.LargeBinary(), nullable=True),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("centre", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("erased_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_candidates")),
    )
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.create_index("ix_candidates_created_at", ["created_at"], unique=False)

    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kiosk", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint(
            "kiosk", "stream", "seq", "digest", name=op.f("uq_conflicts_kiosk_stream_seq_digest")
        ),
    )
    op.create_table(
        "entries",
        sa.Column("kiosk", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("entry_kind", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("kiosk", "stream", "seq", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index("ix_entries_attempt_n", ["attempt", "n"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=128), nullable=False),
        sa.Column("stored_bytes", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("digest", "attempt", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_attempt", ["attempt"], unique=False)

    op.create_table(
        "failed_log_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=128), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_log_ins")),
    )
    with op.batch_alter_table("failed_log_ins", schema=None) as batch_op:
        batch_op.create_index("ix_failed_log_ins_what_at", ["what", "at"], unique=False)

    op.create_table(
        "kiosks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("centre", sa.String(length=64), nullable=False),
        sa.Column("curve_key", sa.String(length=40), nullable=False),
        sa.Column("seal_key", sa.String(length=64), nullable=False),
        sa.Column("enrolled_at", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosks")),
        sa.UniqueConstraint("curve_key", name=op.f("uq_kiosks_curve_key")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "pairing_codes",
        sa.Column("code_hash", sa.String(length=128), nullable=False),
        sa.Column("centre", sa.String(length=64), nullable=False),
        sa.Column("kiosk_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.String(length=32), nullable=True),
        sa.Column("kiosk", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_pairing_codes")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kiosk", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "streams",
        sa.Column("kiosk", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("next_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kiosk", "stream", name=op.f("pk_streams")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("disabled_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_table(
        "centres",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), server_default="", nullable=False),
        sa.Column("organisation", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.id"], name=op.f("fk_centres_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centres")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("status_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("status_at", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "status IN ('valid', 'suspended', 'withdrawn')",
            name=op.f("ck_certificates_known_status"),
        ),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name=op.f("fk_certificates_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("attempt", name=op.f("uq_certificates_attempt")),
        sa.UniqueConstraint(
            "status_list", "status_index", name=op.f("uq_certificates_status_list_status_index")
        ),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index("ix_certificates_issued_at", ["issued_at"], unique=False)
        batch_op.create_index(
            "ix_certificates_status_status_at", ["status", "status_at"], unique=False
        )

    op.create_table(
        "decisions",
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("officer", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('competent', 'not_yet_competent')", name=op.f("ck_decisions_known_outcome")
        ),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name=op.f("fk_decisions_attempt")),
        sa.ForeignKeyConstraint(["officer"], ["users.id"], name=op.f("fk_decisions_officer")),
        sa.PrimaryKeyConstraint("attempt", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index("ix_decisions_decided_at", ["decided_at"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("rater", sa.Integer(), nullable=False),
        sa.Column("blind", sa.Boolean(name="blind"), nullable=False),
        sa.Column("band", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name=op.f("fk_ratings_attempt")),
        sa.ForeignKeyConstraint(["rater"], ["users.id"], name=op.f("fk_ratings_rater")),
        sa.PrimaryKeyConstraint("attempt", "criterion", "rater", "blind", name=op.f("pk_ratings")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sessions_user")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_user", ["user"], unique=False)

    op.create_table(
        "trainings",
        sa.Column("candidate", sa.String(length=32), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidates.code"], name=op.f("fk_trainings_candidate")
        ),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_trainings_user")),
        sa.PrimaryKeyConstraint("candidate", "user", name=op.f("pk_trainings")),
    )
    op.create_table(
        "user_roles",
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "role IN ('coordinator', 'assessor', 'certifying_officer', 'auditor', 'administrator')",
            name=op.f("ck_user_roles_known_role"),
        ),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_user_roles_user")),
        sa.PrimaryKeyConstraint("user", "role", name=op.f("pk_user_roles")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{act.lower()} BEFORE {act} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
