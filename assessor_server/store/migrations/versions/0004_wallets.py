"""What wallets and employers are given for some minutes: codes, tokens, nonces, requests."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "wallet_passes",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("certificate", sa.String(64), sa.ForeignKey("certificates.id"), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_wallet_passes_expires_at", "wallet_passes", ["expires_at"])
    op.create_index("ix_wallet_passes_address_kind", "wallet_passes", ["address", "kind"])
