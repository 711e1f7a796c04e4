"""The curator's work: releases, judgements, and statements that are alike."""
