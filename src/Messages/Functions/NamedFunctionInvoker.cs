using System.Text.Json;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Calls by name: chooses among overloads by what the arguments decode to.</summary>
internal sealed class NamedFunctionInvoker(string name, int argumentCount, NamedOverload[] overloads)
    : JobInvoker(name, overloads.Any(o => o.TakesToken))
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        List<byte[]> texts = [];
        try
        {
            var count = arguments.ReadCount();
            if (count != argumentCount)
                throw new PayloadFormatException($"{count} arguments were sent, {argumentCount} were announced.");

            for (var i = 0; i < count; i++)
                texts.Add(arguments.ReadSpan(arguments.ReadCount()).ToArray());

            arguments.RequireEnd();
        }
        catch (Exception e)
        {
            throw Undecodable(DisplayName, e);
        }

        InvokeTexts(texts, call, result);
    }

    /// <exception cref="ArgumentDecodingException">No overload fits, or several fit equally well.</exception>
    public void InvokeTexts(IReadOnlyList<byte[]> texts, IJobCall call, PayloadWriter result)
    {
        NamedOverload? best = null;
        object?[]? bestValues = null;
        var bestRank = int.MaxValue;
        NamedOverload? equal = null;
        Exception? firstError = null;
        foreach (var overload in overloads)
        {
            if (overload.TryDecode(texts, out var rank, out var error) is not { } values)
            {
                firstError ??= error;
            }
            else if (rank < bestRank)
            {
                (best, bestValues, bestRank, equal) = (overload, values, rank, null);
            }
            else if (rank == bestRank)
            {
                equal = overload;
            }
        }

        if (equal is not null)
            throw Ambiguous(best!, equal);

        if (best is null)
        {
            throw new ArgumentDecodingException(
                $"The arguments of {DisplayName} do not fit: {firstError?.Message} There is: "
                    + $"{string.Join("; ", overloads.Select(o => o.Shape))}.", firstError);
        }

        best.Call(bestValues!, call, result);
    }

    /// <summary>
    /// Calls with one string as it is. It never becomes JSON, which holds no text of more than 166 million characters and costs
    /// several times the text's own size.
    /// </summary>
    /// <exception cref="ArgumentDecodingException">Several overloads fit equally well.</exception>
    public void InvokeLine(string line, IJobCall call, PayloadWriter result)
    {
        var fewest = overloads.Min(o => o.Inputs.Length);
        NamedOverload[] nearest = [.. overloads.Where(o => o.Inputs.Length == fewest)];
        if (nearest.Length > 1)
            throw Ambiguous(nearest[0], nearest[1]);

        nearest[0].Call(nearest[0].FirstOnly(line), call, result);
    }

    /// <summary>Whether a raw line is the value itself: the one parameter is a string in every overload.</summary>
    public bool TakesLine => overloads.All(o => o.Inputs[0].ParameterType == typeof(string));

    public override ChunkInvoker Chunk(ChunkShape shape) => shape switch
    {
        ChunkShape.JsonTexts when argumentCount > 0 => new NamedChunkInvoker(this, argumentCount, takesLines: false),
        ChunkShape.RawLines when argumentCount == 1 => new NamedChunkInvoker(this, argumentCount, takesLines: TakesLine),
        _ => throw new FunctionRefusedException(
            $"{DisplayName} with {argumentCount} arguments cannot run over {shape}; use JSON texts, or raw lines with one parameter."),
    };

    internal List<byte[]> Split(ReadOnlySpan<byte> item)
    {
        if (argumentCount == 1)
            return [item.ToArray()];

        using var document = JsonDocument.Parse(
            item.ToArray(),
            new JsonDocumentOptions { MaxDepth = PayloadJsonOptions.MaxDepth });
        if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() != argumentCount)
            throw new PayloadFormatException($"Each item must be a JSON array of {argumentCount} arguments.");

        return [.. document.RootElement.EnumerateArray().Select(e => System.Text.Encoding.UTF8.GetBytes(e.GetRawText()))];
    }

    private ArgumentDecodingException Ambiguous(NamedOverload one, NamedOverload other) =>
        new($"The call of {DisplayName} is ambiguous: the arguments fit {one.Shape} and {other.Shape} equally well.");
}
