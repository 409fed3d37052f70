using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Health;

/// <summary>Whether backups can be written: by writing, which alone knows of rights, quotas and read-only disks.</summary>
internal sealed class FolderHealthCheck(BackupFolder folder) : IHealthCheck
{
    private const int BufferSize = 1;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            folder.Create();
            var probe = Path.Combine(folder.Path, $".probe-{Guid.NewGuid():N}");
            await using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, BufferSize, FileOptions.DeleteOnClose);
            await file.WriteAsync("?"u8.ToArray(), cancellationToken);
            await file.FlushAsync(cancellationToken);
            return HealthCheckResult.Healthy(folder.Path);
        }
        catch (BackupException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy(StorageErrors.FolderUnusable(folder.Path, exception).Message);
        }
    }
}
