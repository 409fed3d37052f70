using System.Globalization;
using System.Security.Cryptography;

namespace Wasper.BinaryCache;

/// <summary>
/// The list of an entry's files, written when the entry is complete. A file whose size differs, or whose time and hash both differ,
/// makes the entry damaged; a file whose time is as it was is not read again, so that checking costs milliseconds.
/// </summary>
internal static class EntryManifest
{
    public const string FileName = ".complete";

    public static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var file in Files(folder).Order(StringComparer.Ordinal))
        {
            var hash = await HashAsync(file, cancellationToken);
            var info = new FileInfo(file);
            lines.Add(string.Create(
                CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {hash} {Path.GetRelativePath(folder, file)}"));
        }

        await File.WriteAllLinesAsync(Path.Combine(folder, FileName), lines, cancellationToken);
    }

    /// <summary>What is wrong with the entry, or <see langword="null"/>.</summary>
    public static async Task<string?> FindDamageAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = Path.Combine(folder, FileName);
        if (!File.Exists(manifest))
        {
            return "it was never completed";
        }

        var lines = await File.ReadAllLinesAsync(manifest, cancellationToken);
        if (lines.Length == 0)
        {
            return "its list of files is empty";
        }

        foreach (var line in lines)
        {
            var parts = line.Split(' ', 4);
            if (parts.Length != 4
                || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var size)
                || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks))
            {
                return "its list of files is damaged";
            }

            var file = new FileInfo(Path.Combine(folder, parts[3]));
            if (!file.Exists)
            {
                return $"{parts[3]} is missing";
            }

            if (file.Length != size)
            {
                return $"{parts[3]} has {file.Length} of {size} bytes";
            }

            if (file.LastWriteTimeUtc.Ticks != ticks && await HashAsync(file.FullName, cancellationToken) != parts[2])
            {
                return $"{parts[3]} was changed";
            }
        }

        return null;
    }

    // Links are made by us, to files that are listed themselves.
    private static IEnumerable<string> Files(string folder)
        => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
