using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Wasper.BinaryCache;

/// <summary>A package of the npm registry, at one version.</summary>
/// <param name="Name">Its name, scope included.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">The hash of its archive, base64; <see langword="null"/>: what the user's npm verifies by is trusted.</param>
internal sealed record NpmPackage(string Name, string Version, string? Sha512);

/// <summary>The user's own npm, so that their registry, mirror, proxy and credentials hold.</summary>
internal static class NpmClient
{
    private const int OldestNode = 20;

    private static readonly TimeSpan _fetchLimit = TimeSpan.FromMinutes(8);

    /// <summary>The paths of Node.js and npm.</summary>
    /// <exception cref="BinaryCacheException">One of them is missing, or Node.js is too old.</exception>
    public static async Task<NodeTools> FindAsync(CancellationToken cancellationToken)
    {
        var node = Programs.Find("node")
            ?? throw new BinaryCacheException($"Node.js is not on PATH: install Node.js {OldestNode} or later, with npm.");
        var version = await Programs.VersionOfAsync(node, cancellationToken);
        if (version is null || version.Major < OldestNode)
        {
            throw new BinaryCacheException($"'{node}' is Node.js {version?.ToString() ?? "of unknown version"}: install Node.js {OldestNode} or later.");
        }

        var npm = Programs.Find("npm")
            ?? throw new BinaryCacheException($"npm is not on PATH, though Node.js is ('{node}'): install npm.");
        return new NodeTools(node, npm);
    }

    /// <summary>Puts the content of <paramref name="package"/> into <paramref name="folder"/>.</summary>
    public static async Task UnpackAsync(NpmPackage package, string folder, Action<string> say, CancellationToken cancellationToken)
    {
        var tools = await FindAsync(cancellationToken);
        var download = Directory.CreateDirectory(folder + ".npm").FullName;
        try
        {
            var named = $"{package.Name}@{package.Version}";
            say($"fetching {named} with npm");
            var result = await new ToolProcess(tools.Npm, "pack", named, "--pack-destination", download, "--ignore-scripts", "--loglevel", "error")
            {
                WorkingDirectory = download,
                Limit = _fetchLimit,
            }.RunAsync(cancellationToken);
            if (result.ExitCode != 0)
            {
                // npm itself checks what arrives against what the registry promised.
                throw result.Errors.Contains("EINTEGRITY", StringComparison.Ordinal)
                    ? new DamagedDownloadException($"npm found {named} damaged")
                    : new BinaryCacheException($"npm can't fetch {named} ({result.Tail}): check 'npm ping' and the registry in npm's configuration, then start again.");
            }

            var archive = Directory.EnumerateFiles(download, "*.tgz").FirstOrDefault() ?? throw new DamagedDownloadException($"npm left no archive of {named}");
            await VerifyAsync(package, archive, cancellationToken);
            say("unpacking");
            await ExtractAsync(archive, folder, cancellationToken);
        }
        finally
        {
            Directory.Delete(download, recursive: true);
        }
    }

    internal static async Task VerifyAsync(NpmPackage package, string archive, CancellationToken cancellationToken)
    {
        if (package.Sha512 is null)
        {
            return;
        }

        await using var stream = File.OpenRead(archive);
        var actual = Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken));
        if (actual != package.Sha512)
        {
            throw new DamagedDownloadException($"{package.Name}@{package.Version} has {stream.Length} bytes that hash to sha512-{actual[..12]}…, not sha512-{package.Sha512[..12]}…");
        }
    }

    // Everything in an npm archive is below one folder, 'package' by convention.
    internal static async Task ExtractAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        var unpacked = folder + ".unpacked";
        try
        {
            Directory.CreateDirectory(unpacked);
            await using var file = File.OpenRead(archive);
            await using var gzip = new GZipStream(file, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(gzip, unpacked, overwriteFiles: true, cancellationToken);
            var content = Directory.GetDirectories(unpacked).Single();
            Directory.Delete(folder);
            Directory.Move(content, folder);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or InvalidOperationException)
        {
            throw new DamagedDownloadException($"the archive can't be unpacked: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }
}

/// <summary>Where Node.js and npm are.</summary>
/// <param name="Node">The path of <c>node</c>.</param>
/// <param name="Npm">The path of <c>npm</c>.</param>
public sealed record NodeTools(string Node, string Npm);
