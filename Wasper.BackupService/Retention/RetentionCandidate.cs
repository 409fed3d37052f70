using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Retention;

/// <summary>A backup that retention decides on.</summary>
/// <param name="Id">Its id, by its folder.</param>
/// <param name="State">The state of its <see cref="VerificationReport"/>.</param>
/// <param name="Obstacle">Why it cannot be read as a backup, in a sentence; <see langword="null"/> where it can.</param>
internal sealed record RetentionCandidate(BackupId Id, string State, string? Obstacle);
