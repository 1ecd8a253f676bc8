"""Why an attempt is broken; indexes for what is kept aside and for a candidate's evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # ADD COLUMN, not batch mode: that would copy a table that may hold a million attempts
    op.add_column("attempts", sa.Column("broken_reason", sa.Text(), nullable=True))
    op.create_index(
        "ix_quarantine_kiosk_stream_seq_digest",
        "quarantine",
        ["kiosk", "stream", "seq", "digest"],
        unique=False,
    )
    op.create_index("ix_quarantine_received_at", "quarantine", ["received_at"], unique=False)
    op.create_index(
        "ix_evidence_candidate_digest", "evidence", ["candidate", "digest"], unique=False
    )
