namespace Wasper.BackupService.Retention;

/// <summary>How much is kept: what any of these asks for.</summary>
/// <param name="Days">All that is younger.</param>
/// <param name="Weeks">The newest of each of the last weeks, the current one included.</param>
/// <param name="Months">The newest of each of the last months, the current one included.</param>
/// <param name="Minimum">So many of the newest, however old.</param>
internal sealed record RetentionRules(int Days, int Weeks, int Months, int Minimum);
