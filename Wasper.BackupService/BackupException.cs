using System.Text.Json;

namespace Wasper.BackupService;

/// <summary>A failure that an operator can mend; the message is one sentence that names the thing, the value and the remedy.</summary>
internal sealed class BackupException : Exception
{
    public BackupException(BackupFailure failure, string message, Exception? innerException = null) : base(message, innerException)
        => Failure = failure;

    public BackupFailure Failure { get; }

    /// <summary>The failure as programs see it, in problem details, metrics and <c>--json</c>: <c>disk-full</c>.</summary>
    public string Code => JsonNamingPolicy.KebabCaseLower.ConvertName(Failure.ToString());
}
