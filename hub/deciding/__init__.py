"""What a room should become: preferences, shared, judged and railed. Pure reading of the house."""
