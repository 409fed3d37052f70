using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>Makes one sentence of the dozen lines in which DCP and the container runtime report a container that could not start.</summary>
internal static class DcpContainerFailure
{
    /// <summary>The lines by which Docker and Podman say that an image is not there and cannot be fetched.</summary>
    private static readonly string[] _pullSigns =
    [
        "Unable to find image", "pull access denied", "manifest unknown", "manifest for ", "initializing source docker", "unable to copy from source", "reading manifest", "short-name",
    ];

    private static readonly string[] _prefixes = ["Error response from daemon: ", "docker: ", "Error: "];

    /// <summary>Returns the sentence, or null for a container that has not failed.</summary>
    public static string? Explain(DcpContainer container)
    {
        var name = container.Metadata.Name;
        var image = container.Spec.Image;
        switch (container.Status?.State)
        {
            case DcpContainerState.RuntimeUnhealthy:
                return $"'{name}' waits for a container runtime: start Docker (25 or newer) or Podman.";
            case DcpContainerState.FailedToStart:
                var message = container.Status.Message ?? string.Empty;
                var reason = Reason(message);
                return _pullSigns.Any(sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase))
                    ? $"The image '{image}' of '{name}' is not on this machine and cannot be pulled ({reason}); check the name, the network and the login to its registry, or name another image."
                    : $"The container of '{name}' (image '{image}') could not be started: {reason}";
            default:
                return null;
        }
    }

    /// <summary>The last line: the attempts are listed in order, each with its cause at its end.</summary>
    private static string Reason(string message)
    {
        var line = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "no reason was given";
        foreach (var prefix in _prefixes)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                line = line[prefix.Length..];
            }
        }

        return line.TrimEnd('.');
    }
}
