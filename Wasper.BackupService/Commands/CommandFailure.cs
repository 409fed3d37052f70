namespace Wasper.BackupService.Commands;

/// <summary>What <c>--json</c> prints when a command fails.</summary>
/// <param name="Code">The kind of failure, as in the service's problem details.</param>
/// <param name="Message">One sentence that says what to do.</param>
internal sealed record CommandFailure(string Code, string Message);
