using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Reads <c>Properties/launchSettings.json</c> and picks a profile.</summary>
internal static class LaunchSettingsFile
{
    private const string ProjectCommand = "Project";

    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of the name, or the first that starts the project itself; null if there is none and none was asked for.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read, or has no profile of the name.</exception>
    public static (string Name, LaunchProfile Profile)? FindProfile(string resourceName, IProjectMetadata project, string? profileName)
    {
        var path = Path.Combine(Path.GetDirectoryName(project.ProjectPath)!, "Properties", "launchSettings.json");
        var profiles = (project.LaunchSettings ?? Read(path))?.Profiles ?? [];
        if (profileName is null)
        {
            return profiles.Where(item => item.Value.CommandName == ProjectCommand).Select(item => ((string, LaunchProfile)?)(item.Key, item.Value)).FirstOrDefault();
        }

        return profiles.TryGetValue(profileName, out var profile)
            ? (profileName, profile)
            : throw new DistributedApplicationException(
                $"The project '{resourceName}' has no launch profile '{profileName}'; '{path}' has {(profiles.Count == 0 ? "none" : string.Join(", ", profiles.Keys.Select(name => $"'{name}'")))}.");
    }

    private static LaunchSettings? Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<LaunchSettings>(stream, _options);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The launch settings '{path}' cannot be read: {exception.Message} Mend the file.", exception);
        }
    }
}
