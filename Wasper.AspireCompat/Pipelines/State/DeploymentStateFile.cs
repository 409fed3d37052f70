using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aspire.Hosting.Pipelines;

/// <summary>
/// The file of the deployment state: one flat JSON object whose names are paths divided by colons, as Aspire itself writes it. It may hold
/// secrets, so it is its user's alone; it is replaced as a whole, so a crash leaves the old one.
/// </summary>
internal static class DeploymentStateFile
{
    private const char Divider = ':';

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>One file for each AppHost and environment, in the user's own folder.</summary>
    /// <param name="appHostHash">Tells the AppHost from others; hexadecimal.</param>
    /// <param name="environment">Production, for example.</param>
    public static string PathFor(string appHostHash, string environment) => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ".aspire",
        "deployments",
        appHostHash,
        $"{environment.ToLowerInvariant()}.json");

    public static async Task<JsonObject> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken)) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The deployment state '{path}' cannot be read ({exception.Message.TrimEnd('.')}); repair it, or move it away to deploy as if for the first time.",
                exception);
        }
    }

    public static async Task WriteAsync(string path, JsonObject state, CancellationToken cancellationToken)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            var next = $"{path}.{Environment.ProcessId}.new";
            await WriteNewAsync(next, state.ToJsonString(_indented), cancellationToken);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The deployment state '{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The values under the section's name, as a tree.</summary>
    public static JsonObject Section(JsonObject state, string section)
    {
        var tree = new JsonObject();
        foreach (var (name, value) in Below(state, section))
        {
            var node = tree;
            var parts = name[(section.Length + 1)..].Split(Divider);
            foreach (var part in parts[..^1])
            {
                if (node[part] is not JsonObject child)
                {
                    node[part] = child = [];
                }

                node = child;
            }

            node[parts[^1]] = value?.DeepClone();
        }

        return tree;
    }

    /// <summary>Puts the tree, or nothing, in the place of the values under the section's name.</summary>
    public static void Replace(JsonObject state, string section, JsonObject? tree)
    {
        foreach (var (name, _) in Below(state, section))
        {
            state.Remove(name);
        }

        if (tree is not null)
        {
            Add(state, section, tree);
        }
    }

    private static void Add(JsonObject state, string path, JsonObject tree)
    {
        foreach (var (name, value) in tree)
        {
            if (value is JsonObject child)
            {
                Add(state, $"{path}{Divider}{name}", child);
            }
            else
            {
                state[$"{path}{Divider}{name}"] = value?.DeepClone();
            }
        }
    }

    private static List<KeyValuePair<string, JsonNode?>> Below(JsonObject state, string section) =>
        [.. state.Where(entry => entry.Key.StartsWith(section + Divider, StringComparison.Ordinal))];

    private static async Task WriteNewAsync(string path, string content, CancellationToken cancellationToken)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(content.AsMemory(), cancellationToken);
    }
}
