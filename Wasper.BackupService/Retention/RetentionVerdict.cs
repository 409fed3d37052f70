using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Retention;

/// <param name="Id">The backup.</param>
/// <param name="Reason">Why it is kept; <see langword="null"/> where nothing asks for it.</param>
internal sealed record RetentionVerdict(BackupId Id, string? Reason);
