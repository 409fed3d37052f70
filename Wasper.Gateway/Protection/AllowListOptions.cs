using Wasper.Gateway.Clients;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Protection;

/// <summary>The section <c>Gateway:AllowList</c>: who may sign in and administer.</summary>
internal sealed record AllowListOptions
{
    /// <summary>The app's pages and calls for signing in, and those for administering the platform.</summary>
    private static readonly string[] _defaultPaths =
    [
        "/sign-in", "/sign-up", "/forget-password", "/api/v1/authentication", "/platform", "/api/v1/users", "/api/v1/user-invitations", "/api/v1/worker-machines",
    ];

    /// <summary>Clients that may use <see cref="Paths"/>; where it is empty, all may.</summary>
    public required NetworkList Networks { get; init; }

    /// <summary>What only they may use: paths, each with all that lies under it.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    public static AllowListOptions Read(SectionReader section)
    {
        var paths = section.List("Paths");
        foreach (var (key, path) in paths.Where(path => !path.Value.StartsWith('/') || path.Value.EndsWith('/')))
        {
            section.Fail(key, path, "is not a path: write it as /sign-in, with a slash in front and none behind");
        }

        return new AllowListOptions
        {
            Networks = section.Networks("Networks"),
            Paths = paths.Count == 0 ? _defaultPaths : [.. paths.Select(path => path.Value)],
        };
    }
}
