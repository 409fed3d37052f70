namespace Wasper.BackupService.Archive;

/// <summary>How a check of a stored backup ended.</summary>
/// <param name="At">When.</param>
/// <param name="Problem">What is wrong with it, in one sentence; <see langword="null"/> where nothing is.</param>
internal sealed record Verification(DateTimeOffset At, string? Problem);
