"""The gallery shows the block in every state. People browse it, and tests compare it with the accepted markup."""
