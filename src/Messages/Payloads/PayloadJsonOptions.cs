using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Troupe.Messages.References;

namespace Troupe.Messages.Payloads;

/// <summary>Strict JSON that copies objects faithfully: also fields, private ones too, private setters and read-only state.</summary>
internal static class PayloadJsonOptions
{
    /// <summary>How deep values may be nested; deeper ones are refused on both sides.</summary>
    public const int MaxDepth = 32;

    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        SkipValidation = true,
    };

    public static JsonSerializerOptions Create(IReadOnlyList<IJsonTypeInfoResolver> contexts)
    {
        DefaultJsonTypeInfoResolver byReflection = new() { Modifiers = { RestoreReadOnlyState, PrivateState.AddTo, ValueChecks.AddTo } };
        JsonSerializerOptions options = new(JsonSerializerDefaults.Strict)
        {
            IncludeFields = true,
            MaxDepth = MaxDepth,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            // A copy must arrive as it was sent, also where a member is null against its annotation.
            RespectNullableAnnotations = false,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts, byReflection]),
            Converters =
            {
                new BigIntegerConverter(), new ExactStringConverter(), new ExactCharConverter(), new ExactDateTimeConverter(),
                new ExactUriConverter(),
                new ExactJsonElementConverter(), new ExactJsonNodeConverter<JsonNode>(JsonMetadataServices.JsonNodeConverter),
                new ExactJsonNodeConverter<JsonObject>(JsonMetadataServices
                    .JsonObjectConverter), new ExactJsonNodeConverter<JsonArray>(JsonMetadataServices.JsonArrayConverter),
                new ExactJsonNodeConverter<JsonValue>(
                    JsonMetadataServices.JsonValueConverter), new CollectionConverterFactory(), new MemoryConverterFactory(),
                new ReferenceConverterFactory(),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    // Without this, state that has a getter but no public setter would be written and then silently lost.
    private static void RestoreReadOnlyState(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;

        var parameters = (type.ConstructorAttributeProvider as ConstructorInfo)?.GetParameters() ?? [];
        foreach (var property in type.Properties)
        {
            if (property.Set is not null || property.Get is null || property.IsExtensionData)
                continue;

            var member = ((MemberInfo?)property.AttributeProvider)?.Name ?? property.Name;
            if (parameters.Any(p => string.Equals(p.Name, member, StringComparison.OrdinalIgnoreCase)))
                continue;

            property.Set = SetterOf(property.AttributeProvider as MemberInfo);
        }
    }

    private static Action<object, object?>? SetterOf(MemberInfo? member) => member switch
    {
        FieldInfo field => field.SetValue,
        PropertyInfo { SetMethod: not null } property => property.SetValue,
        PropertyInfo { DeclaringType: { } owner } property
            when owner.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is { } backing
            => backing.SetValue,
        PropertyInfo property when PrivateState.FieldShownBy(property) is { } shown => shown.SetValue,
        _ => null,
    };
}
