using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Commands;

/// <summary><c>verify</c>: reads a backup again.</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, string id, CommandOutput output, CancellationToken stopping)
    {
        var backup = services.GetRequiredService<BackupCatalog>().Find(id);
        var verification = await services.GetRequiredService<BackupVerifier>().VerifyAsync(backup, stopping);
        if (verification.Problem is { } problem)
        {
            throw new BackupException(BackupFailure.Damaged, problem);
        }

        output.Write(VerificationReport.Of(verification), BackupJson.Default.VerificationReport, report => [$"{backup.Id}: {report.State}"]);
        return ExitCodes.Done;
    }
}
