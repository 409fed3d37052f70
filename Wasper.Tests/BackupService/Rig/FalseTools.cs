using Wasper.BinaryCache;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>Scripts in the place of PostgreSQL's tools.</summary>
internal static class FalseTools
{
    /// <param name="folder">Made where it is missing.</param>
    public static async Task WriteAsync(string folder, string dump, string restore)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(folder);
        foreach (var (name, body) in new[] { ("pg_dump", dump), ("pg_restore", restore) })
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\n{body}\n", cancellationToken);
            await new ToolProcess("chmod", "755", path).RunCheckedAsync("chmod", cancellationToken);
        }
    }
}
