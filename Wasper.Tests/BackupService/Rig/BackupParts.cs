using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wasper.BackupService;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Encryption;
using Wasper.BackupService.Restore;
using Wasper.BackupService.Retention;
using Wasper.BackupService.Storage;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>The program's parts, put together as it does itself, inside of the test.</summary>
internal sealed class BackupParts : IDisposable
{
    private readonly IHost _host;

    public BackupParts(BackupOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMetrics();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddBackup(options);
        _host = builder.Build();
    }

    public BackupRunner Runner => _host.Services.GetRequiredService<BackupRunner>();

    public Pruner Pruner => _host.Services.GetRequiredService<Pruner>();

    public BackupFolder Folder => _host.Services.GetRequiredService<BackupFolder>();

    public BackupVerifier Verifier => _host.Services.GetRequiredService<BackupVerifier>();

    public BackupCatalog Catalog => _host.Services.GetRequiredService<BackupCatalog>();

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public IMeterFactory MeterFactory => _host.Services.GetRequiredService<IMeterFactory>();

    public RestoreRun Restore => _host.Services.GetRequiredService<RestoreRun>();

    public RestoreServer Server => _host.Services.GetRequiredService<RestoreServer>();

    public KeyFolder Keys => _host.Services.GetRequiredService<KeyFolder>();

    /// <summary>Writes a backup's dump as pg_dump made it.</summary>
    /// <returns>The file.</returns>
    public async Task<string> OpenDumpAsync(string id, string target)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var identity = await Keys.TryReadInstanceAsync(cancellationToken);
        await using var dump = await SealedFile.OpenAsync(Catalog.Find(id).DumpPath, identity!, cancellationToken);
        await using var file = File.Create(target);
        await dump.CopyToAsync(file, cancellationToken);
        return target;
    }

    public void Dispose() => _host.Dispose();
}
