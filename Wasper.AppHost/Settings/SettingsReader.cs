using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Wasper.AppHost.Settings;

/// <summary>Reads single settings and collects a sentence for each wrong one, so that they are mended in one go.</summary>
internal sealed partial class SettingsReader(IConfiguration configuration)
{
    public List<string> Errors { get; } = [];

    /// <summary>One of <paramref name="choices"/>; the first is the default.</summary>
    public string Choice(string key, params string[] choices)
    {
        var value = configuration[key];
        if (string.IsNullOrWhiteSpace(value))
        {
            return choices[0];
        }

        var found = choices.FirstOrDefault(choice => choice.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            Errors.Add($"{key} is '{value}': set it to {string.Join(", ", choices.SkipLast(1).Select(Quoted))} or {Quoted(choices[^1])}.");
        }

        return found ?? choices[0];
    }

    public int Port(string key, int fallback)
    {
        var value = configuration[key];
        if (string.IsNullOrWhiteSpace(value))
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            return port;
        }

        Errors.Add($"{key} is '{value}': set it to a port from 1 to 65535.");
        return fallback;
    }

    /// <summary>Part of a name that a container engine takes.</summary>
    public string Name(string key, string fallback)
    {
        var value = configuration[key];
        if (string.IsNullOrWhiteSpace(value))
        {
            return fallback;
        }

        if (!VolumeName().IsMatch(value))
        {
            Errors.Add($"{key} is '{value}': use up to 60 letters, digits, '-', '_' and '.', the first a letter or digit.");
        }

        return value;
    }

    public ImageReference Image(string key, string fallback)
    {
        var value = configuration[key];
        var text = string.IsNullOrWhiteSpace(value) ? fallback : value.Trim();
        if (ImageReference.TryParse(text, out var image))
        {
            return image;
        }

        Errors.Add($"{key} is '{value}': name an image with its tag or digest, as in '{fallback}'.");
        return new ImageReference(null, fallback, "", null);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$")]
    private static partial Regex VolumeName();

    private static string Quoted(string text) => $"'{text}'";
}
