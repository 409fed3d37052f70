using System.Security.Cryptography;
using System.Text;
using Wasper.BinaryCache;

namespace Wasper.AppHost.Embedded;

/// <summary>The packages of the Node.js app that stands in for Activepieces: installed when its lock file changed, never otherwise.</summary>
internal static class NodeModules
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    /// <summary>Installs what <c>package-lock.json</c> in <paramref name="folder"/> names. Install scripts do not run.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public static async Task<bool> EnsureAsync(string folder, CancellationToken cancellationToken)
    {
        var lockFile = Path.Combine(folder, "package-lock.json");
        if (!File.Exists(lockFile))
        {
            throw new PreparationException($"'{lockFile}' is missing: restore it with 'git checkout -- {lockFile}'.");
        }

        var tools = await BinaryStore.GetNodeAsync(cancellationToken);
        // Tests and a started stack may want them at the same time, and npm begins by emptying the folder.
        using var turn = await EntryLock.TakeAsync(LockOf(folder), _limit, () => { }, cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile, cancellationToken)));
        var stamp = Path.Combine(folder, "node_modules", ".wasper-lock-hash");
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == hash)
        {
            return false;
        }

        await new ToolProcess(tools.Npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error")
        {
            WorkingDirectory = folder,
            Limit = _limit,
        }.RunCheckedAsync($"'npm ci' in '{folder}'", cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(stamp)!);
        await File.WriteAllTextAsync(stamp, hash, cancellationToken);
        return true;
    }

    private static string LockOf(string folder)
    {
        Directory.CreateDirectory(CacheLocation.Default);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..16];
        return Path.Combine(CacheLocation.Default, $"node-modules-{name}.lock");
    }
}
