using System.Text.Json.Serialization;

namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>The JSON of RFC 8555. Strict where it matters: a member that the RFC requires must be there, and not null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DirectoryMessage))]
[JsonSerializable(typeof(NewAccountMessage))]
[JsonSerializable(typeof(AccountMessage))]
[JsonSerializable(typeof(ContactsMessage))]
[JsonSerializable(typeof(StatusMessage))]
[JsonSerializable(typeof(KeyChangeMessage))]
[JsonSerializable(typeof(NewOrderMessage))]
[JsonSerializable(typeof(OrderMessage))]
[JsonSerializable(typeof(FinalizeMessage))]
[JsonSerializable(typeof(AuthorizationMessage))]
[JsonSerializable(typeof(ChallengeMessage))]
[JsonSerializable(typeof(RevocationMessage))]
[JsonSerializable(typeof(RenewalInfoMessage))]
[JsonSerializable(typeof(ProblemMessage))]
[JsonSerializable(typeof(JwsHeader))]
[JsonSerializable(typeof(JwsMessage))]
internal sealed partial class AcmeJson : JsonSerializerContext;
