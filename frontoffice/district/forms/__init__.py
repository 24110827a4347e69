"""What people type on the screens of set-up."""
