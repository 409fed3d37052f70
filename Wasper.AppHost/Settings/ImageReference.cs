using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Wasper.AppHost.Settings;

/// <summary>A container image, pinned: <c>[registry/]name:tag</c> or <c>[registry/]name[:tag]@sha256:digest</c>.</summary>
internal sealed partial record ImageReference(string? Registry, string Name, string Tag, string? Sha256)
{
    /// <summary>Parses the grammar that Docker and Podman share. An image without a tag and a digest is refused: it would be a different one every month.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? image)
    {
        image = null;
        if (Pattern().Match(text) is not { Success: true } match || !(match.Groups["tag"].Success || match.Groups["digest"].Success))
        {
            return false;
        }

        var name = match.Groups["name"].Value;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];

        // By the same grammar a first part that looks like a host is one; any other is part of the name.
        var isRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        image = new ImageReference(
            isRegistry ? first : null,
            isRegistry ? name[(slash + 1)..] : name,
            match.Groups["tag"].Value,
            match.Groups["digest"].Success ? match.Groups["digest"].Value : null);
        return true;
    }

    [GeneratedRegex(@"^(?<name>(?:[A-Za-z0-9.-]+(?::\d+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@sha256:(?<digest>[a-f0-9]{64}))?$")]
    private static partial Regex Pattern();
}
