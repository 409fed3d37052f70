namespace Wasper.BinaryCache;

/// <summary>Where the cache is: <c>WASPER_CACHE</c>, else the user's cache folder.</summary>
public static class CacheLocation
{
    /// <summary>The variable that names another folder.</summary>
    public const string Variable = "WASPER_CACHE";

    /// <summary>The absolute path of the cache for this user and environment.</summary>
    public static string Default
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            {
                return Path.GetFullPath(named);
            }

            if (OperatingSystem.IsWindows())
            {
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "wasper", "cache");
            }

            // root's home is closed to others, and PostgreSQL never runs as root.
            if (Environment.IsPrivilegedProcess)
            {
                return "/var/cache/wasper";
            }

            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsMacOS())
            {
                return Path.Combine(home, "Library", "Caches", "wasper");
            }

            return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
                ? Path.Combine(xdg, "wasper")
                : Path.Combine(home, ".cache", "wasper");
        }
    }
}
