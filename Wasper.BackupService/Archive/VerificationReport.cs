namespace Wasper.BackupService.Archive;

/// <summary>The last check of a backup as callers see it.</summary>
/// <param name="State"><c>verified</c>, <c>damaged</c> or <c>unverified</c>.</param>
/// <param name="At">When.</param>
/// <param name="Problem">What is wrong, in one sentence.</param>
internal sealed record VerificationReport(string State, DateTimeOffset? At, string? Problem)
{
    public const string Verified = "verified";
    public const string Damaged = "damaged";

    /// <summary>Nothing says that it was ever checked.</summary>
    public const string Unverified = "unverified";

    public static VerificationReport Of(Verification? verification) => verification is null
        ? new(Unverified, null, null)
        : new(verification.Problem is null ? Verified : Damaged, verification.At, verification.Problem);
}
