using System.Reflection;
using System.Text.Json;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>One method that a name may mean, called with JSON arguments.</summary>
internal sealed class NamedOverload
{
    private readonly MethodInfo _method;
    private readonly ParameterInfo[] _parameters;

    public NamedOverload(MethodInfo method)
    {
        _method = method;
        _parameters = method.GetParameters();
        Inputs = [.. _parameters.Where(p => p.ParameterType != typeof(CancellationToken))];
        Required = Inputs.Count(p => !p.IsOptional);
        Shape = $"{FunctionName.Of(method)}({string.Join(", ", Inputs.Select(p => $"{PayloadTypeName.Short(p.ParameterType)} {p.Name}"))})";
    }

    public ParameterInfo[] Inputs { get; }

    public int Required { get; }

    public string Shape { get; }

    public bool TakesToken => Inputs.Length < _parameters.Length;

    /// <exception cref="PayloadNotEncodableException">A parameter or the result cannot travel.</exception>
    /// <exception cref="FunctionRefusedException">It is <c>async void</c>.</exception>
    public void RequireEncodable()
    {
        FunctionShape.RequireEnd(_method, Shape);
        foreach (var type in Inputs.Select(p => p.ParameterType).Append(ResultType).OfType<Type>())
            PayloadTypeCheck.Require(type, Payloads.Payloads.JsonOptions);
    }

    /// <summary>Decodes the arguments, or says why they do not fit. A lower rank fits better.</summary>
    public object?[]? TryDecode(IReadOnlyList<byte[]> texts, out int rank, out Exception? error)
    {
        rank = Inputs.Length - texts.Count;
        error = null;
        var values = new object?[Inputs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            try
            {
                values[i] = i < texts.Count ? Decode(texts[i], Inputs[i].ParameterType, ref rank) : Default(Inputs[i]);
            }
            catch (Exception e)
            {
                error = new PayloadFormatException(
                    $"argument {i + 1} ('{Inputs[i].Name}') is not a {PayloadTypeName.Short(Inputs[i].ParameterType)}: {e.Message}",
                    e);
                return null;
            }
        }

        return values;
    }

    /// <summary>The values of a call that gives the first argument only.</summary>
    public object?[] FirstOnly(object? first) => [first, .. Inputs.Skip(1).Select(Default)];

    /// <summary>Calls, waits for a returned task, and appends the result as JSON.</summary>
    public void Call(object?[] given, IJobCall call, PayloadWriter result)
    {
        var all = new object?[_parameters.Length];
        var next = 0;
        for (var i = 0; i < all.Length; i++)
            all[i] = _parameters[i].ParameterType == typeof(CancellationToken) ? call.CancellationToken : given[next++];

        var value = Await(_method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, all, null));
        try
        {
            using Utf8JsonWriter json = new(result, PayloadJsonOptions.WriterOptions);
            if (ResultType is { } type)
            {
                JsonSerializer.Serialize(json, value, Payloads.Payloads.JsonOptions.GetTypeInfo(type));
            }
            else
            {
                json.WriteNullValue();
            }
        }
        catch (Exception e)
        {
            throw new ResultEncodingException($"The result of {Shape} could not be encoded: {e.Message}", e);
        }
    }

    private Type? ResultType => FunctionShape.Unwrap(_method.ReturnType).Result;

    private object? Await(object? returned)
    {
        var type = _method.ReturnType;
        if (type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            returned = type.GetMethod(nameof(ValueTask.AsTask))!.Invoke(returned, null);
        }
        else if (!type.IsAssignableTo(typeof(Task)))
        {
            return returned;
        }

        ResultEncoding.Require((Task?)returned).GetAwaiter().GetResult();
        return ResultType is { } result
            ? typeof(Task<>).MakeGenericType(result).GetProperty(nameof(Task<>.Result))!.GetValue(returned)
            : null;
    }

    private static object? Default(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.HasDefaultValue && parameter.DefaultValue is { } value)
            return type.IsEnum ? Enum.ToObject(type, value) : value;

        return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
    }

    private static object? Decode(byte[] text, Type type, ref int rank)
    {
        var options = Payloads.Payloads.JsonOptions;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var first = text.AsSpan().TrimStart(" \t\r\n"u8) is { IsEmpty: false } trimmed ? trimmed[0] : (byte)0;
        if (plain.IsEnum && first == '"')
            return Enum.Parse(plain, JsonSerializer.Deserialize<string>(text, options)!, ignoreCase: true);

        if (plain == typeof(string) && first is not ((byte)'"' or (byte)'n'))
        {
            // Payload strings also have an array form, which a person's JSON must not fall into.
            throw new PayloadFormatException("text in quotes is expected.");
        }

        // A number prefers int, then long, then the other number types; text prefers string.
        rank += 4 * (first == '"'
            ? (plain == typeof(string) ? 0 : 1)
            : plain == typeof(int) || plain == typeof(bool)
                ? 0
                : plain == typeof(long) ? 1 : plain == typeof(double) ? 2 : plain.IsPrimitive || plain == typeof(decimal) ? 3 : 0);
        return JsonSerializer.Deserialize(text, type, options);
    }
}
