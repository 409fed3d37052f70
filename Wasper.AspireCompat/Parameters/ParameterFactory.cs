using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Makes parameters with all the places their values come from.</summary>
internal static class ParameterFactory
{
    // 22 characters of at least 55 are 127 bits.
    private const int PasswordLength = 22;

    /// <summary>A parameter with the setting <c>Parameters:name</c> as its value.</summary>
    public static ParameterResource FromConfiguration(IDistributedApplicationBuilder builder, string name, bool secret)
    {
        var key = Key(name);
        return new ParameterResource(
            name,
            _ => Read(builder, key) ?? throw new MissingParameterValueException(
                $"The parameter '{name}' has no value; set '{key}' in the configuration, for example with the environment variable Parameters__{name.Replace('-', '_')}."),
            secret);
    }

    /// <summary>A parameter with the setting <c>Parameters:name</c> as its value, or one that is made.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="secret">Whether the value must not be seen.</param>
    /// <param name="maker">Makes the value.</param>
    /// <param name="persist">Whether, in a run, what was made is kept in the user secrets.</param>
    public static ParameterResource Generated(IDistributedApplicationBuilder builder, string name, bool secret, ParameterDefault maker, bool persist)
    {
        var key = Key(name);
        var secrets = persist && builder.ExecutionContext.IsRunMode ? UserSecretsFile.Find(builder.AppHostAssembly) : null;
        return new ParameterResource(name, value => Read(builder, key) ?? value!.GetDefaultValue(), secret)
        {
            Default = secrets is null ? maker : new KeptParameterDefault(maker, secrets, key),
        };
    }

    /// <summary>A password that is made once and kept.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="special">Whether it may have special characters.</param>
    public static ParameterResource Password(IDistributedApplicationBuilder builder, string name, bool special) =>
        Generated(builder, name, secret: true, new GenerateParameterDefault { MinLength = PasswordLength, Special = special }, persist: true);

    public static string Key(string name) => $"Parameters:{name}";

    /// <summary>Environment variables cannot have hyphens in every shell: <c>Parameters__redis_password</c> serves <c>redis-password</c>.</summary>
    private static string? Read(IDistributedApplicationBuilder builder, string key) => builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')];
}
