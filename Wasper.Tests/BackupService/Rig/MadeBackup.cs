using Wasper.BackupService.Configuration;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>One good backup, for the tests of a class to copy and change.</summary>
public sealed class MadeBackup(PostgresRig rig) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Backups => _folder["backups"];

    internal BackupOptions Options { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Options = new BackupSettings(await rig.CreateDatabaseAsync(TestDatabase.Awkward), Backups).Options;
        using var parts = new BackupParts(Options);
        await parts.Runner.RunAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal void CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Backups, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Backups, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
