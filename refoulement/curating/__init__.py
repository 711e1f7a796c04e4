"""What a curator does: releases, judgements, and statements that are alike."""
