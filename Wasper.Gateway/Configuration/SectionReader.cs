using System.Buffers;
using System.Globalization;
using System.Net;
using Wasper.Gateway.Clients;

namespace Wasper.Gateway.Configuration;

/// <summary>Reads the values of one configuration section. A wrong value becomes a sentence in the list of errors, and the reading goes on with
/// the default, so that all errors are found at once. What was never asked for is a key that nobody knows.</summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> errors)
{
    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("-ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz");

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SectionReader> _children = [];

    /// <summary>The section <paramref name="name"/> inside this one.</summary>
    public SectionReader Child(string name)
    {
        _known.Add(name);
        var child = new SectionReader(section.GetSection(name), errors);
        _children.Add(child);
        return child;
    }

    /// <summary>The entries of a list that are sections of their own, in their order.</summary>
    public IReadOnlyList<SectionReader> Children(string key)
    {
        var list = Child(key);
        if (section[key] is { } single)
        {
            FailAsList(key, single);
        }

        return [.. section.GetSection(key).GetChildren().Select(entry => list.Child(entry.Key))];
    }

    /// <summary>What stands in the section's own place, for an entry of a list that a word can say; null where it is a section.</summary>
    public string? Word => section.Value;

    /// <summary>The value as it is written; null where the key is not set.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        return section[key];
    }

    public int Number(string key, int fallback, int least, int most)
    {
        var value = Text(key);
        if (value is null)
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(key, value, $"is not usable: set it to a whole number from {least} to {most}");
        return fallback;
    }

    public bool Flag(string key, bool fallback)
    {
        var value = Text(key);
        if (value is null)
        {
            return fallback;
        }

        if (bool.TryParse(value, out var flag))
        {
            return flag;
        }

        Fail(key, value, "is not usable: set it to true or false");
        return fallback;
    }

    /// <summary>One of the words in <paramref name="choices"/>.</summary>
    public string Choice(string key, string fallback, params string[] choices)
    {
        var value = Text(key);
        if (value is null || choices.Contains(value))
        {
            return value ?? fallback;
        }

        Fail(key, value, $"is not known: set it to {string.Join(" or ", choices)}");
        return fallback;
    }

    /// <summary>The entries of a list, each with the key that names it in an error.</summary>
    public IReadOnlyList<(string Key, string Value)> List(string key)
    {
        if (Text(key) is { } single)
        {
            FailAsList(key, single);
        }

        return [.. section.GetSection(key).GetChildren().Select(entry => ($"{key}:{entry.Key}", entry.Value ?? ""))];
    }

    /// <summary>A list of networks, each written as <c>192.0.2.0/24</c>, or as a single address.</summary>
    public NetworkList Networks(string key)
    {
        var networks = new List<IPNetwork>();
        foreach (var (entry, value) in List(key))
        {
            if (NetworkList.TryParse(value, out var network))
            {
                networks.Add(network);
            }
            else
            {
                Fail(entry, value, "is not a network: write it as 192.0.2.0/24, or as one address");
            }
        }

        return new NetworkList(networks);
    }

    /// <summary>The name of an HTTP header.</summary>
    public string HeaderName(string key, string fallback)
    {
        var value = Text(key) ?? fallback;
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExcept(_nameCharacters))
        {
            return value;
        }

        Fail(key, value, "is not the name of a header: write it as X-Forwarded-For");
        return fallback;
    }

    /// <summary>A secret: the value of <paramref name="key"/>, or the content of the file that <c>{key}File</c> names, without its last line feed. Null where
    /// neither is set.</summary>
    public Secret? Secret(string key)
    {
        var fileKey = key + "File";
        var (value, path) = (Text(key), Text(fileKey));
        if (path is null)
        {
            return value is null ? null : new Secret(value);
        }

        if (value is not null)
        {
            Fail(fileKey, path, $"is set beside {key}: set one of the two");
            return null;
        }

        try
        {
            return new Secret(File.ReadAllText(path).TrimEnd('\r', '\n'));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Fail(fileKey, path, $"cannot be read ({exception.Message}): name a file that holds the secret");
            return null;
        }
    }

    /// <summary>Adds an error. <paramref name="remedy"/> goes on after the value, without a full stop.</summary>
    public void Fail(string key, string? value, string remedy) =>
        errors.Add($"{section.Path}:{key} '{value}' {remedy} (environment: {EnvironmentName(key)}).");

    /// <summary>Refuses every key that was not asked for: a misspelled one would otherwise be a setting that silently is not there.</summary>
    public void RefuseUnknownKeys()
    {
        var known = string.Join(", ", _known.Order(StringComparer.Ordinal));
        foreach (var key in section.GetChildren().Select(child => child.Key).Where(key => !_known.Contains(key)))
        {
            // Without the value: it may be a secret whose key is misspelled.
            errors.Add($"{section.Path}:{key} is not a setting of the gateway: remove it, or correct it to one of {known} (environment: {EnvironmentName(key)}).");
        }

        foreach (var child in _children)
        {
            child.RefuseUnknownKeys();
        }
    }

    private void FailAsList(string key, string value) =>
        Fail(key, value, $"is a list: give every entry its own index, the first as {EnvironmentName(key)}__0");

    private string EnvironmentName(string key) => $"{section.Path}:{key}".Replace(":", "__", StringComparison.Ordinal);
}
