using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>What the invokers of all arities share.</summary>
internal abstract class FunctionInvokerBase(FunctionShape shape) : JobInvoker(FunctionName.Of(shape.Method), shape.TokenIndex >= 0)
{
    private readonly TargetFields? _target = shape.HasTarget ? TargetFields.Of(shape.Method) : null;

    /// <summary>Whether the function's code calls no other, so that all it does is compute.</summary>
    public bool CallsNothing => PureCode.IsIn(shape.Method);

    public bool HasTarget => _target is not null;

    public object? ReadTarget(ref PayloadReader arguments) => _target?.Read(ref arguments);

    protected FunctionRefusedException WrongShape(ChunkShape shape, int parameters) =>
        new($"{DisplayName} takes {parameters} arguments, so it cannot run over {shape}; mapping needs one parameter, star-mapping two "
            + "to four.");
}
