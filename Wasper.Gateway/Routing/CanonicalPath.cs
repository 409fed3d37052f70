namespace Wasper.Gateway.Routing;

/// <summary>A path as the app's own nginx reads it in the end: decoded once, without doubled slashes, and without <c>.</c> and <c>..</c>. For rules that must not be got around by another spelling.</summary>
internal static class CanonicalPath
{
    /// <param name="target">The target of the request, as the client wrote it.</param>
    public static string Of(string target)
    {
        var path = PathOf(target);
        if (IsCanonical(path))
        {
            return path.ToString();
        }

        var segments = new List<string>();
        foreach (var segment in Uri.UnescapeDataString(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment is "..")
            {
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            }
            else if (segment is not ".")
            {
                segments.Add(segment);
            }
        }

        return "/" + string.Join('/', segments);
    }

    /// <summary>Whether <paramref name="path"/>, a canonical one, is one of <paramref name="roots"/> or lies under one.</summary>
    public static bool IsUnder(string path, IEnumerable<string> roots) =>
        roots.Any(root => new PathString(path).StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    // A target may have a scheme and a host in front of its path, and is a star where it means the server as a whole (RFC 9112, 3.2).
    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        if (!target.StartsWith('/') && target.IndexOf("://") is >= 0 and var scheme)
        {
            target = target[(scheme + "://".Length)..];
            target = target.IndexOfAny('/', '?') is >= 0 and var end ? target[end..] : [];
        }

        return target.IndexOf('?') is >= 0 and var query ? target[..query] : target;
    }

    private static bool IsCanonical(ReadOnlySpan<char> path) => path.StartsWith('/') && !path.Contains('%') && path.IndexOf("//") < 0 && path.IndexOf("/.") < 0;
}
